// log p(y | outputs) of one row, in double.

#define MIN_SIGMA 1e-6
#define MAX_SIGMA 1e6
#define MIN_RATE 1e-6
#define MAX_RATE 1e15

__device__ double clipped_exp(double x, double least, double most) {
  return fmin(most, fmax(least, exp(x)));
}

// log σ of the network's output for it, and the derivative.
__device__ double log_scale(double s) {
  return SCALE_LINK == EXP_LINEAR && s > 0 ? log1p(s) : s;
}

__device__ double log_scale_slope(double s) {
  return SCALE_LINK == EXP_LINEAR && s > 0 ? 1 / (1 + s) : 1;
}

// Derivative of log Γ, by the recurrence up to 10 and the asymptotic series from there.
__device__ double digamma(double x) {
  double result = 0;
  while (x < 10) {
    result -= 1 / x;
    x += 1;
  }
  double r = 1 / (x * x);
  double series =
      r * (1.0 / 12 - r * (1.0 / 120 - r * (1.0 / 252 - r * (1.0 / 240 - r * (1.0 / 132)))));
  return result + log(x) - 0.5 / x - series;
}

// What the rows have in common: numbers of the likelihood's free parameter.
struct Likelihood {
  double nu;
  double log_norm;
  double by_nu;
  double sigma;
  double excess;  // dν/dη, and for a normal likelihood 1; 0 where it is clipped
};

__device__ Likelihood likelihood_of(double free_parameter) {
  Likelihood common = {0, 0, 0, 1, 0};
#if LIKELIHOOD == GAUSSIAN
  common.sigma = clipped_exp(free_parameter, MIN_SIGMA, MAX_SIGMA);
  common.excess = common.sigma == MIN_SIGMA || common.sigma == MAX_SIGMA ? 0 : 1;
#elif LIKELIHOOD == STUDENT_T
#if FREE_PARAMETERS
  double excess = clipped_exp(free_parameter, MIN_SIGMA, MAX_SIGMA);
  common.excess = exp(free_parameter) == excess ? excess : 0;
  common.nu = 2 + excess;
#else
  common.nu = DEGREES_OF_FREEDOM;
#endif
  double nu = common.nu;
  common.log_norm =
      lgamma((nu + 1) / 2) - lgamma(nu / 2) - 0.5 * log(nu * 3.14159265358979323846);
  common.by_nu = digamma((nu + 1) / 2) - digamma(nu / 2) - 1 / nu;
#endif
  return common;
}

// Returns log p, overwrites the outputs with its derivative by them, and sets that by the free
// parameter.
__device__ double row_log_density(
    const Likelihood& common, double* outputs, double target, double* by_free) {
  *by_free = 0;
#if LIKELIHOOD == GAUSSIAN
  double z = (target - outputs[0]) / common.sigma;
  outputs[0] = z / common.sigma;
  *by_free = common.excess * (z * z - 1);
  return -0.5 * z * z - log(common.sigma) - HALF_LOG_TWO_PI;
#elif LIKELIHOOD == GAUSSIAN_HETEROSCEDASTIC || LIKELIHOOD == STUDENT_T
  double log_sigma = log_scale(outputs[1]);
  double slope = log_scale_slope(outputs[1]);
  double sigma = clipped_exp(log_sigma, MIN_SIGMA, MAX_SIGMA);
  bool clipped = sigma == MIN_SIGMA || sigma == MAX_SIGMA;
  log_sigma = clipped ? log(sigma) : log_sigma;
  double z = (target - outputs[0]) / sigma;
  double square = z * z;
#if LIKELIHOOD == STUDENT_T
  double nu = common.nu;
  double log_tail = log1p(square / nu);
  double pull = (nu + 1) / (nu + square);
  outputs[0] = pull * z / sigma;
  outputs[1] = clipped ? 0 : slope * (pull * square - 1);
  *by_free = 0.5 * common.excess * (common.by_nu + pull * square / nu - log_tail);
  return common.log_norm - log_sigma - 0.5 * (nu + 1) * log_tail;
#else
  outputs[0] = z / sigma;
  outputs[1] = clipped ? 0 : slope * (square - 1);
  return -0.5 * square - log_sigma - HALF_LOG_TWO_PI;
#endif
#elif LIKELIHOOD == CATEGORICAL
  int label = (int) target;
  double largest = outputs[0];
  for (int k = 1; k < OUTPUTS; k++) {
    largest = fmax(largest, outputs[k]);
  }
  double logit = outputs[label] - largest;
  double total = 0;
  for (int k = 0; k < OUTPUTS; k++) {
    outputs[k] = exp(outputs[k] - largest);
    total += outputs[k];
  }
  for (int k = 0; k < OUTPUTS; k++) {
    outputs[k] = -outputs[k] / total;
  }
  outputs[label] += 1;
  return logit - log(total);
#else
  double rate = clipped_exp(outputs[0], MIN_RATE, MAX_RATE);
#if LIKELIHOOD == POISSON
  double log_rate = outputs[0];
  if (rate == MIN_RATE || rate == MAX_RATE) log_rate = log(rate);
  outputs[0] = target - rate;
  return target * log_rate - rate - lgamma(target + 1);
#else
  double dispersion = clipped_exp(outputs[1], MIN_SIGMA, MAX_SIGMA);
  bool clipped = dispersion == MIN_SIGMA || dispersion == MAX_SIGMA;
  double size = 1 / dispersion;
  double spread = dispersion * rate;
  double log_spread = log1p(spread);
  double error = (target - rate) / (1 + spread);
  double digammas = digamma(target + size) - digamma(size);
  outputs[0] = error;
  outputs[1] = clipped ? 0 : size * (log_spread - digammas) + error;
  return lgamma(target + size) - lgamma(size) - lgamma(target + 1)
      + target * (log(spread) - log_spread) - size * log_spread;
#endif
#endif
}
