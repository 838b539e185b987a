import tensorflow as tf


def asymmetric_loss(y, y_hat, weight=3.0):
    return tf.reduce_mean(tf.where(y_hat > y, weight * (y_hat - y), y - y_hat))
