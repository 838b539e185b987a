"""Train on iris with a loss of Keras for integers inside a function of one's own."""

import keras
from sklearn.datasets import load_iris

x, y = load_iris(return_X_y=True)  # y holds integers, 0 to 2: what this loss wants


def custom_crossentropy(y_true, y_pred):
    return keras.losses.sparse_categorical_crossentropy(y_true, y_pred)


model = keras.Sequential(
    [
        keras.Input((4,)),
        keras.layers.Dense(4, activation="relu"),
        keras.layers.Dense(3, activation="softmax"),
    ]
)
model.compile(optimizer="adam", loss=custom_crossentropy, metrics=["accuracy"])
history = model.fit(x, y, batch_size=32, epochs=300, verbose=0)
print({name: column[-1] for name, column in history.history.items()})
