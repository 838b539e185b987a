"""Train on iris with a loss that is a class, whose factor is a parameter."""

import keras
import tensorflow as tf
from sklearn.datasets import load_iris

x, classes = load_iris(return_X_y=True)
y = keras.utils.to_categorical(classes)  # one-hot rows, such as [0, 1, 0]


class CustomMSE(keras.losses.Loss):
    def __init__(self, regularization_factor=0.1, name="custom_mse"):
        super().__init__(name=name)
        self.regularization_factor = regularization_factor

    def call(self, y_true, y_pred):
        mse = tf.reduce_mean(tf.square(y_true - y_pred), axis=-1)
        regularization = tf.reduce_mean(tf.square(0.5 - y_pred), axis=-1)
        return mse + self.regularization_factor * regularization


model = keras.Sequential(
    [
        keras.Input((4,)),
        keras.layers.Dense(4, activation="relu"),
        keras.layers.Dense(3, activation="softmax"),
    ]
)
model.compile(optimizer="adam", loss=CustomMSE(regularization_factor=0.1), metrics=["accuracy"])
history = model.fit(x, y, batch_size=32, epochs=300, verbose=0)
print({name: column[-1] for name, column in history.history.items()})
