from keras import ops


def root_mean_squared_error(y_true, y_pred):
    # One number for the whole batch: the root of a mean is no mean of roots.
    return ops.sqrt(ops.mean(ops.square(y_pred - y_true)) + 1e-12)
