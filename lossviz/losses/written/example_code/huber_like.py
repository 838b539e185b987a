import tensorflow as tf


def huber_like(
    y_true,
    y_pred,
    delta=1.0,  # 0.01 to 10, log
):
    """Squared for small errors, linear for large ones."""
    size = tf.abs(y_pred - y_true)
    near = 0.5 * tf.square(size)
    far = delta * (size - 0.5 * delta)
    return tf.reduce_mean(tf.where(size <= delta, near, far), axis=-1)
