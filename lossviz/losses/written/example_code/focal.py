from tensorflow.keras import backend as K


def make_focal_loss(gamma=2.0, alpha=0.25):  # gamma: 0 to 5
    def focal_loss(y_true, y_pred):
        p = K.clip(y_pred, K.epsilon(), 1.0 - K.epsilon())
        cross_entropy = -y_true * K.log(p)
        return K.sum(alpha * K.pow(1.0 - p, gamma) * cross_entropy, axis=-1)

    return focal_loss
