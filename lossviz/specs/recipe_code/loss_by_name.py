"""Train on iris with a loss of Keras that is told by its name."""

import keras
from sklearn.datasets import load_iris

x, y = load_iris(return_X_y=True)  # y holds integers, 0 to 2: what this loss wants

model = keras.Sequential(
    [
        keras.Input((4,)),
        keras.layers.Dense(4, activation="relu"),
        keras.layers.Dense(3, activation="softmax"),
    ]
)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x, y, batch_size=32, epochs=100, verbose=0)
print({name: column[-1] for name, column in history.history.items()})
