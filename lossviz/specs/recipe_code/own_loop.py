"""Find the weights of a sum with a subclassed model and a loop over batches."""

import keras
import tensorflow as tf

x = tf.random.normal((20, 2), mean=2.0, stddev=1.0)
y = x[:, :1] + 2.0 * x[:, 1:]


class LinearModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(1)

    def call(self, inputs):
        return self.dense(inputs)


model = LinearModel()
loss_function = keras.losses.MeanSquaredError()
optimizer = keras.optimizers.Adam(learning_rate=0.001)


@tf.function
def train_one_epoch():
    for batch in tf.reshape(tf.random.shuffle(tf.range(20)), (4, 5)):  # four batches of five examples
        with tf.GradientTape() as tape:
            loss = loss_function(tf.gather(y, batch), model(tf.gather(x, batch), training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))


model(x)  # makes its weights
optimizer.build(model.trainable_variables)
for _ in range(3000):
    train_one_epoch()
print("w =", model.dense.kernel.numpy().ravel(), "b =", model.dense.bias.numpy())
