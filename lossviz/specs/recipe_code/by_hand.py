"""Train on iris with cross-entropy written by hand."""

import keras
import tensorflow as tf
from sklearn.datasets import load_iris

x, y = load_iris(return_X_y=True)  # y holds integers, 0 to 2


def cross_entropy(y_true, y_pred):
    labels = tf.cast(tf.reshape(y_true, [-1]), tf.int32)
    probability = tf.gather(y_pred, labels, batch_dims=1)  # in each row, that of the true class
    return -tf.math.log(tf.maximum(probability, 1e-7))


model = keras.Sequential(
    [
        keras.Input((4,)),
        keras.layers.Dense(4, activation="relu"),
        keras.layers.Dense(3, activation="softmax"),
    ]
)
model.compile(optimizer="adam", loss=cross_entropy, metrics=["accuracy"])
history = model.fit(x, y, batch_size=32, epochs=300, verbose=0)
print({name: column[-1] for name, column in history.history.items()})
