"""Train on iris with a loss that is a plain function."""

import keras
import tensorflow as tf
from sklearn.datasets import load_iris

x, classes = load_iris(return_X_y=True)
y = keras.utils.to_categorical(classes)  # one-hot rows, such as [0, 1, 0]


def custom_mean_squared_error(y_true, y_pred):
    return tf.reduce_mean(tf.square(y_true - y_pred), axis=-1)


model = keras.Sequential(
    [
        keras.Input((4,)),
        keras.layers.Dense(4, activation="relu"),
        keras.layers.Dense(3, activation="softmax"),
    ]
)
model.compile(optimizer="adam", loss=custom_mean_squared_error, metrics=["accuracy"])
history = model.fit(x, y, batch_size=32, epochs=300, verbose=0)
print({name: column[-1] for name, column in history.history.items()})
