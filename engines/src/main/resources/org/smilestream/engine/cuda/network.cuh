// ℓ(θ; B) and its gradient: the network in float, all that makes up ℓ in double. Matrices are
// [feature][row of the minibatch].

// Values, slopes and deltas of the layers lie one behind another.
struct Scratch {
  float* weights;  // θ
  float* values;  // activations of the hidden layers, then the outputs
  float* slopes;
  float* deltas;
};

__device__ void activate(float x, float* value, float* slope) {
#if ACTIVATION == RELU
  *value = x > 0 ? x : 0;
  *slope = x > 0 ? 1 : 0;
#elif ACTIVATION == TANH
  float t = tanhf(x);
  *value = t;
  *slope = 1 - t * t;
#elif ACTIVATION == SIGMOID
  float s = 1 / (1 + expf(-x));
  *value = s;
  *slope = s * (1 - s);
#elif ACTIVATION == GELU
  // Beyond 20 the tanh is ±1 in float, and the cube would soon overflow.
  float c = fminf(20, fmaxf(-20, x));
  float t = tanhf(0.79788456080286535588f * (c + 0.044715f * c * c * c));
  *value = 0.5f * x * (1 + t);
  *slope = 0.5f * (1 + t)
      + 0.5f * c * (1 - t * t) * 0.79788456080286535588f * (1 + 3 * 0.044715f * c * c);
#else
  *value = x;
  *slope = 1;
#endif
}

__device__ double activate_double(double x) {
#if ACTIVATION == RELU
  return x > 0 ? x : 0;
#elif ACTIVATION == TANH
  return tanh(x);
#elif ACTIVATION == SIGMOID
  return 1 / (1 + exp(-x));
#elif ACTIVATION == GELU
  return 0.5 * x * (1 + tanh(0.79788456080286535588 * (x + 0.044715 * x * x * x)));
#else
  return x;
#endif
}

// Inputs of a layer that are stored: all but the categories.
__device__ int stored_inputs(int layer) { return layer == 0 ? NUMERIC_COLUMNS : WIDTHS[layer]; }

__device__ int category_row(const Batch& batch, int column, int row) {
  return (CATEGORY_OFFSETS[column] + batch.categories[column * ROWS + row]) * WIDTHS[1];
}

__device__ void forward(const Batch& batch, const Scratch& scratch) {
  const float* inputs = batch.numeric;
  for (int layer = 0; layer < LAYERS; layer++) {
    int width = WIDTHS[layer + 1];
    const float* kernel = scratch.weights + KERNEL_OFFSETS[layer];
    const float* bias = kernel + WIDTHS[layer] * width;
    float* values = scratch.values + VALUE_OFFSETS[layer] * ROWS;
    float* slopes = scratch.slopes + VALUE_OFFSETS[layer] * ROWS;
    EACH(i, width * batch.rows) {
      int out = i / batch.rows;
      int row = i % batch.rows;
      float sum = bias[out];
      for (int in = 0; in < stored_inputs(layer); in++) {
        sum += kernel[in * width + out] * inputs[in * ROWS + row];
      }
      for (int column = 0; layer == 0 && column < CATEGORY_COLUMNS; column++) {
        sum += kernel[category_row(batch, column, row) + out];
      }
      int at = out * ROWS + row;
      if (layer < LAYERS - 1) {
        activate(sum, values + at, slopes + at);
      } else {
        values[at] = sum;
      }
    }
    __syncthreads();
    inputs = values;
  }
}

__device__ void backward(const Batch& batch, const Scratch& scratch, double* gradient) {
  for (int layer = LAYERS - 1; layer >= 0; layer--) {
    int width = WIDTHS[layer + 1];
    int stored = stored_inputs(layer);
    const float* deltas = scratch.deltas + VALUE_OFFSETS[layer] * ROWS;
    const float* inputs =
        layer == 0 ? batch.numeric : scratch.values + VALUE_OFFSETS[layer - 1] * ROWS;
    EACH(i, stored * width) {
      const float* input = inputs + i / width * ROWS;
      const float* delta = deltas + i % width * ROWS;
      float sum = 0;
      for (int row = 0; row < batch.rows; row++) {
        sum += input[row] * delta[row];
      }
      gradient[KERNEL_OFFSETS[layer] + i] += sum;
    }
    EACH(out, width) {
      float sum = 0;
      for (int row = 0; row < batch.rows; row++) {
        sum += deltas[out * ROWS + row];
      }
      gradient[KERNEL_OFFSETS[layer] + WIDTHS[layer] * width + out] += sum;
    }
    if (layer == 0) {
      // The slots of two columns are apart: no two threads add to the same entry.
      EACH(i, CATEGORY_COLUMNS * width) {
        for (int row = 0; row < batch.rows; row++) {
          int out = i % width;
          gradient[KERNEL_OFFSETS[0] + category_row(batch, i / width, row) + out] +=
              deltas[out * ROWS + row];
        }
      }
    } else {
      float* before = scratch.deltas + VALUE_OFFSETS[layer - 1] * ROWS;
      const float* slopes = scratch.slopes + VALUE_OFFSETS[layer - 1] * ROWS;
      const float* kernel = scratch.weights + KERNEL_OFFSETS[layer];
      EACH(i, WIDTHS[layer] * batch.rows) {
        int in = i / batch.rows;
        int row = i % batch.rows;
        float sum = 0;
        for (int out = 0; out < width; out++) {
          sum += kernel[in * width + out] * deltas[out * ROWS + row];
        }
        before[in * ROWS + row] = sum * slopes[in * ROWS + row];
      }
    }
    __syncthreads();
  }
}

// log p(θ); overwrites the gradient with its own.
__device__ double prior(const double* position, double* gradient) {
  double sum = 0;
  EACH(i, DIMENSION) {
    double deviation = position[i] - PRIOR_LOCATION;
#if PRIOR == NORMAL
    gradient[i] = -deviation / (PRIOR_SCALE * PRIOR_SCALE);
    sum -= 0.5 * deviation * deviation / (PRIOR_SCALE * PRIOR_SCALE)
        + HALF_LOG_TWO_PI + log(PRIOR_SCALE);
#else
    gradient[i] = (deviation < 0) / PRIOR_SCALE - (deviation > 0) / PRIOR_SCALE;
    sum -= fabs(deviation) / PRIOR_SCALE + log(2 * PRIOR_SCALE);
#endif
  }
  return block_sum(sum);
}

// Returns ℓ and overwrites the gradient: NaN replaced by 0, clipped to ±10⁶. Sets the standard
// error of ℓ that rounding the outputs to float makes.
__device__ double evaluate(
    const double* position,
    const Batch& batch,
    const Scratch& scratch,
    double* gradient,
    double* rounding_error) {
  EACH(i, DIMENSION) { scratch.weights[i] = (float) position[i]; }
  double log_prior = prior(position, gradient);
  forward(batch, scratch);
  Likelihood common = likelihood_of(position[DIMENSION - 1]);
  const float* outputs = scratch.values + VALUE_OFFSETS[LAYERS - 1] * ROWS;
  float* deltas = scratch.deltas + VALUE_OFFSETS[LAYERS - 1] * ROWS;
  double sum = 0;
  double free_sum = 0;
  double squares = 0;
  EACH(row, batch.rows) {
    double o[OUTPUTS];
    for (int k = 0; k < OUTPUTS; k++) {
      o[k] = outputs[k * ROWS + row];
    }
    double by_free;
    double weight = batch.weight * batch.weights[row];
    sum += weight * row_log_density(common, o, batch.targets[row], &by_free);
    free_sum += weight * by_free;
    for (int k = 0; k < OUTPUTS; k++) {
      double derivative = weight * o[k];
      double error = derivative * fmax(1.0, fabs((double) outputs[k * ROWS + row]));
      squares += error * error;
      deltas[k * ROWS + row] = (float) derivative;
    }
  }
  double log_likelihood = block_sum(sum);
  double by_free = block_sum(free_sum);
  *rounding_error = sqrt(block_sum(squares)) / 16777216;
  if (FREE_PARAMETERS && threadIdx.x == 0) {
    gradient[DIMENSION - 1] += by_free;
  }
  backward(batch, scratch, gradient);
  EACH(i, DIMENSION) {
    double g = gradient[i];
    gradient[i] = g != g ? 0 : fmin(1e6, fmax(-1e6, g));
  }
  __syncthreads();
  return log_prior + log_likelihood;
}

// ℓ in double throughout; a thread takes whole rows.
__device__ double evaluate_double(
    const double* position, const Batch& batch, double* ignored_gradient) {
  Likelihood common = likelihood_of(position[DIMENSION - 1]);
  double sum = 0;
  EACH(row, batch.rows) {
    double a[MAX_WIDTH];
    double b[MAX_WIDTH];
    double* values = a;
    double* next = b;
    for (int layer = 0; layer < LAYERS; layer++) {
      int width = WIDTHS[layer + 1];
      const double* kernel = position + KERNEL_OFFSETS[layer];
      for (int out = 0; out < width; out++) {
        double z = kernel[WIDTHS[layer] * width + out];
        for (int in = 0; in < stored_inputs(layer); in++) {
          double input = layer == 0 ? batch.numeric[in * ROWS + row] : values[in];
          z += kernel[in * width + out] * input;
        }
        for (int column = 0; layer == 0 && column < CATEGORY_COLUMNS; column++) {
          z += kernel[category_row(batch, column, row) + out];
        }
        next[out] = layer < LAYERS - 1 ? activate_double(z) : z;
      }
      double* before = values;
      values = next;
      next = before;
    }
    double by_free;
    sum += batch.weight * batch.weights[row]
        * row_log_density(common, values, batch.targets[row], &by_free);
  }
  return block_sum(sum) + prior(position, ignored_gradient);
}
