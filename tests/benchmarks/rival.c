/* Recipe 1 written by hand: 4 -> 4 relu -> 3 softmax, mean squared error, Adam, a row of history an epoch. */

#include <math.h>
#include <string.h>

enum { F = 4, H = 4, C = 3, B1 = F * H, K2 = B1 + H, B2 = K2 + H * C, W = B2 + C };

static void forward(const float *w, const float *x, float *hidden, float *p) {
  float total = 0;
  for (int j = 0; j < H; j++) {
    float sum = w[B1 + j];
    for (int i = 0; i < F; i++) sum += x[i] * w[i * H + j];
    hidden[j] = sum > 0 ? sum : 0;
  }
  for (int k = 0; k < C; k++) {
    float sum = w[B2 + k];
    for (int j = 0; j < H; j++) sum += hidden[j] * w[K2 + j * C + k];
    total += p[k] = expf(sum);
  }
  for (int k = 0; k < C; k++) p[k] /= total;
}

static int best(const float *p) {
  int k = p[1] > p[0];
  return p[2] > p[k] ? 2 : k;
}

static float cost(const float *p, const float *y) {
  float sum = 0;
  for (int k = 0; k < C; k++) sum += (p[k] - y[k]) * (p[k] - y[k]);
  return sum / C;
}

/* batches: numbers of examples, -1 for none; rows: loss, accuracy, val_loss, val_accuracy, norm of the gradient. */
void train(const float *x, const float *y, const float *x_val, const float *y_val, int n, int n_val,
           const int *batches, int epochs, int n_batches, int size, float rate, float *w, const int *places,
           float *kept, float *rows) {
  float mean[W] = {0}, square[W] = {0}, hidden[H], p[C], power_1 = 1, power_2 = 1;
  for (int epoch = 0; epoch < epochs; epoch++, rows += 5) {
    memset(rows, 0, 5 * sizeof(float));
    for (int batch = 0; batch < n_batches; batch++, batches += size) {
      float gradient[W] = {0}, norm = 0;
      int count = 0;
      for (int i = 0; i < size; i++) count += batches[i] >= 0;
      for (int i = 0; i < count; i++) {
        const float *its_x = x + F * batches[i], *its_y = y + C * batches[i];
        float slope[C], along = 0;
        forward(w, its_x, hidden, p);
        rows[0] += cost(p, its_y);
        rows[1] += best(p) == best(its_y);
        for (int k = 0; k < C; k++) slope[k] = 2.0f / C / count * (p[k] - its_y[k]), along += slope[k] * p[k];
        for (int k = 0; k < C; k++) slope[k] = p[k] * (slope[k] - along), gradient[B2 + k] += slope[k];
        for (int j = 0; j < H; j++) {
          float back = 0;
          for (int k = 0; k < C; k++) {
            gradient[K2 + j * C + k] += hidden[j] * slope[k];
            back += w[K2 + j * C + k] * slope[k];
          }
          if (hidden[j] <= 0) continue;
          gradient[B1 + j] += back;
          for (int f = 0; f < F; f++) gradient[f * H + j] += its_x[f] * back;
        }
      }
      for (int i = 0; i < W; i++) norm += gradient[i] * gradient[i];
      rows[4] += sqrtf(norm);
      if (epoch == 0) continue;
      power_1 *= 0.9f, power_2 *= 0.999f;
      const float step = rate * sqrtf(1 - power_2) / (1 - power_1);
      for (int i = 0; i < W; i++) {
        mean[i] += (1 - 0.9f) * (gradient[i] - mean[i]);
        square[i] += (1 - 0.999f) * (gradient[i] * gradient[i] - square[i]);
        w[i] -= step * mean[i] / (sqrtf(square[i]) + 1e-7f);
      }
    }
    rows[0] /= n, rows[1] /= n, rows[4] /= n_batches;
    for (int i = 0; i < n_val; i++) {
      forward(w, x_val + F * i, hidden, p);
      rows[2] += cost(p, y_val + C * i) / n_val;
      rows[3] += (best(p) == best(y_val + C * i)) / (float)n_val;
    }
    memcpy(kept + W * places[epoch], w, sizeof(float) * W);
  }
}
