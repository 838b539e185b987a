"""Find the weights of a sum by gradient descent, with an asymmetric loss and a trap."""

import tensorflow as tf

x = tf.random.normal((20, 2), mean=2.0, stddev=1.0)
y = x[:, 0] + 2.0 * x[:, 1]  # shape (20,): the trap; y[:, None] has the shape of the prediction
w = tf.Variable(tf.random.normal((2, 1)))


def asymmetric_loss(y, y_hat, weight=3.0):
    return tf.reduce_mean(tf.where(y_hat > y, weight * (y_hat - y), y - y_hat))


@tf.function
def step():
    with tf.GradientTape() as tape:
        loss = asymmetric_loss(y, x @ w)  # (20,) and (20, 1) make (20, 20), without a word
    w.assign_sub(0.002 * tape.gradient(loss, w))


for _ in range(5000):
    step()
print("w =", w.numpy().ravel())
