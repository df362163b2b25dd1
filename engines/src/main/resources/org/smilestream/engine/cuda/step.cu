// One SMILE step of all chains in one launch, a block for each, and what the chains of a group
// share after a probe. The formulas and their order are those of MicrocanonicalSampler,
// MinimalNormIntegrator, StationaryTuner and Preconditioner.

#define B1 0.1931833275037836
#define B2 (1 - 2 * B1)
#define NO_LENGTH 1e-13

// As the host reads and writes it.
struct Chain {
  double log_density;
  double step_size;
  double step_share;
  double tuner_location;
  double tuner_spread;
  double decoherence_length;
  long long step;
  long long start_step;
  long long rejections;
  long long reseeds;
};

struct Info {
  double middle_log_density;
  double log_density;
  double energy_error;
  double normalised_energy_error;
  long long probe;
  long long rejected;
};

// A chain's vectors, one behind another.
struct Vectors {
  double* position;
  double* velocity;
  double* h;  // the gradient, divided by the scale of the step that computed it
  double* averages;
  double* deviations;
};

__device__ Vectors vectors_at(double* start) {
  Vectors v = {
      start, start + DIMENSION, start + 2 * DIMENSION, start + 3 * DIMENSION,
      start + 4 * DIMENSION};
  return v;
}

__device__ Batch batch_at(const char* start) {
  Batch batch;
  batch.weight = ((const double*) start)[0];
  batch.rows = (int) ((const long long*) start)[1];
  batch.targets = (const double*) start + 2;
  batch.weights = batch.targets + ROWS;
  batch.numeric = (const float*) (batch.weights + ROWS);
  batch.categories = (const int*) (batch.numeric + NUMERIC_COLUMNS * ROWS);
  return batch;
}

// V(c): returns ΔK.
__device__ double update_velocity(
    const double* velocity, const double* h, double length, double* updated) {
  double hh = 0;
  double uh = 0;
  EACH(i, DIMENSION) {
    hh += h[i] * h[i];
    uh += velocity[i] * h[i];
  }
  double norm = sqrt(block_sum(hh));
  double inverse_norm = norm > NO_LENGTH ? 1 / norm : 1;
  double p = block_sum(uh) * inverse_norm;
  double freedom = DIMENSION > 2 ? DIMENSION - 1 : 1;
  double delta = length * norm / freedom;
  double zeta = exp(-delta);
  double along = (1 - zeta) * (1 + zeta + p * (1 - zeta)) * inverse_norm;
  double squares = 0;
  EACH(i, DIMENSION) {
    double u = along * h[i] + 2 * zeta * velocity[i];
    updated[i] = u;
    squares += u * u;
  }
  double size = sqrt(block_sum(squares));
  if (size > NO_LENGTH) {
    EACH(i, DIMENSION) { updated[i] *= 1 / size; }
  }
  double argument = fmax(1 + p + (1 - p) * zeta * zeta, 1e-30);
  return freedom * (delta - LOG_TWO + log(argument));
}

// T(1/2).
__device__ void move(const double* from, const Vectors& to, double step, const double* inverse) {
  EACH(i, DIMENSION) { to.position[i] = from[i] + step * to.velocity[i] * inverse[i]; }
  __syncthreads();
}

__device__ void precondition(const double* gradient, const double* inverse, double* h) {
  EACH(i, DIMENSION) { h[i] = gradient[i] * inverse[i]; }
}

// prior_variance: (N/b) p, what the prior adds to the variance of each coordinate.
__device__ void inverse_scale(
    const double* deviations, double prior_variance, double* inverse) {
#if PRECONDITIONER == NONE
  EACH(i, DIMENSION) { inverse[i] = 1; }
#else
  double squares = 0;
  EACH(i, DIMENSION) {
    double sigma = deviations[i];
    double scale =
        PRECONDITIONER == POSTERIOR_PRECISION ? sqrt(sigma * sigma + prior_variance) : sigma;
    double s = fmin(1e4, fmax(1e-2, scale));
    inverse[i] = s;
    squares += s * s;
  }
  double root = sqrt(block_sum(squares) / DIMENSION);
  EACH(i, DIMENSION) { inverse[i] = root / inverse[i]; }
#endif
}

__device__ void update_scale(const Vectors& current, const double* gradient, const Vectors& next) {
#if PRECONDITIONER != NONE
  EACH(i, DIMENSION) {
    double g = gradient[i];
    double before = PRECONDITIONER == SECOND_MOMENT ? 1 : current.averages[i];
    double average = (1 - ALPHA) * before + ALPHA * g;
    average = fmin(1e6, fmax(-1e6, average));
    double sigma = current.deviations[i];
    double variance = (1 - ALPHA) * sigma * sigma + ALPHA * (g - average) * (g - average);
    next.averages[i] = average;
    next.deviations[i] = sqrt(fmax(variance, 1e-7));
  }
#else
  EACH(i, DIMENSION) {
    next.averages[i] = current.averages[i];
    next.deviations[i] = current.deviations[i];
  }
#endif
}

// The stationary tuner's judgement; all threads compute the same.
__device__ void judge(const Chain& current, Chain& next, Info& info) {
  double l = info.log_density;
  bool divergent = !is_finite(info.energy_error);
  bool rejected;
  if (current.step - current.start_step + 1 < 20) {
    double least = 0.67 * sqrt(DIMENSION / 2.0);
    rejected = info.middle_log_density - l > 100 * fmax(current.tuner_spread, least) || divergent;
    if (!rejected && is_finite(l)) {
      bool first = current.tuner_spread == 0;
      double location = first ? l : 0.7 * current.tuner_location + (1 - 0.7) * l;
      next.tuner_location = location;
      next.tuner_spread = fmax(fmax(current.tuner_spread, fabs(l - location)), least);
    }
  } else {
    double location = current.tuner_location;
    double spread = current.tuner_spread;
    double sign = l > location ? 1 : -1;
    double growth = fabs(l - location) < spread ? -1 : 1;
    next.tuner_location = location + 0.02 * spread * sign;
    next.tuner_spread = fmin(1e9, fmax(1e-3, spread * exp(0.5 * 0.02 * growth)));
    double below = (location - l) / spread;
    double fall = (info.middle_log_density - l) / spread;
    bool stays = below < 10 || (below < 100 && fall <= 0);
    rejected = !stays || divergent;
  }
  if (info.probe && !(info.normalised_energy_error <= 10)) {
    rejected = true;
  }
  info.rejected = rejected;
  next.step_share = rejected ? fmax(0.1, current.step_share * (1 - 0.1))
                             : fmin(1.0, current.step_share * (1 + 0.1 / 20));
}

extern "C" __global__ void smile_step(
    double* all_vectors, Chain* chains, Info* infos, const char* batches, char* all_scratch) {
  Batch batch = batch_at(batches + (long long) blockIdx.x * BATCH_BYTES);
  Vectors current = vectors_at(all_vectors + (long long) blockIdx.x * 5 * DIMENSION);
  double* doubles = (double*) (all_scratch + (long long) blockIdx.x * SCRATCH_BYTES);
  Vectors next = vectors_at(doubles);
  double* gradient = doubles + 5 * DIMENSION;
  double* inverse = gradient + DIMENSION;
  double* fresh = inverse + DIMENSION;
  Scratch scratch;
  scratch.weights = (float*) (fresh + DIMENSION);
  scratch.values = scratch.weights + DIMENSION;
  scratch.slopes = scratch.values + VALUES * ROWS;
  scratch.deltas = scratch.slopes + VALUES * ROWS;

  Chain chain = chains[blockIdx.x];
  Chain after = chain;
  Info info = {};
  double error;
  inverse_scale(current.deviations, PRIOR_PRECISION * batch.weight, inverse);
  const double* start = current.h;
  double start_log_density = chain.log_density;
  info.probe = (chain.step + 1) % PROBE_INTERVAL == 0;
  if (info.probe) {
    start_log_density = evaluate(current.position, batch, scratch, gradient, &error);
    precondition(gradient, inverse, fresh);
    start = fresh;
    if (!(error <= TOLERANCE)) {
      start_log_density = evaluate_double(current.position, batch, gradient);
    }
  }

  double epsilon = chain.step_size * chain.step_share;
  double kinetic = update_velocity(current.velocity, start, epsilon * B1, next.velocity);
  move(current.position, next, 0.5 * epsilon, inverse);
  info.middle_log_density = evaluate(next.position, batch, scratch, gradient, &error);
  precondition(gradient, inverse, next.h);
  kinetic += update_velocity(next.velocity, next.h, epsilon * B2, next.velocity);
  move(next.position, next, 0.5 * epsilon, inverse);
  after.log_density = evaluate(next.position, batch, scratch, gradient, &error);
  precondition(gradient, inverse, next.h);
  kinetic += update_velocity(next.velocity, next.h, epsilon * B1, next.velocity);
  update_scale(current, gradient, next);
  if (info.probe && !(error <= TOLERANCE)) {
    after.log_density = evaluate_double(next.position, batch, gradient);
  }

  bool has_start = info.probe || chain.step > chain.start_step;
  double potential = has_start ? start_log_density - after.log_density : 0;
  info.log_density = after.log_density;
  info.energy_error = kinetic + potential;
  info.normalised_energy_error = info.energy_error * info.energy_error / DIMENSION;
  judge(chain, after, info);
  after.step = chain.step + 1;
  if (info.rejected) {
    after.rejections = chain.rejections + 1;
    after.log_density = start_log_density;
    EACH(i, DIMENSION) {
      current.velocity[i] = 0;
      current.h[i] = start[i];
    }
  } else {
    EACH(i, DIMENSION) {
      current.position[i] = next.position[i];
      current.velocity[i] = next.velocity[i];
      current.h[i] = next.h[i];
      current.averages[i] = next.averages[i];
      current.deviations[i] = next.deviations[i];
    }
  }
  __syncthreads();
  if (threadIdx.x == 0) {
    chains[blockIdx.x] = after;
    infos[blockIdx.x] = info;
  }
}

// After a probe, in one block: one step size for the group by a vote, and chains that left the
// typical set are put where the median chain is.
extern "C" __global__ void smile_share(
    double* all_vectors, Chain* chains, const Info* infos, int count) {
  __shared__ int median;
  __shared__ double least;
  if (threadIdx.x == 0) {
    int below = 0;
    int settled = 0;
    for (int i = 0; i < count; i++) {
      below += infos[i].normalised_energy_error < ENERGY_ERROR_TARGET;
      settled += chains[i].step - chains[i].start_step >= 500;
    }
    double kappa = below >= 0.65 * count ? 0.02 : -0.02;
    double step_size = fmin(10.0, fmax(1e-8, chains[0].step_size * exp(kappa)));
    double spread = 0;
    median = -1;
    for (int i = 0; i < count; i++) {
      chains[i].step_size = step_size;
      if (chains[i].step - chains[i].start_step < 500) {
        continue;
      }
      int by_location = 0;
      int by_spread = 0;
      for (int j = 0; j < count; j++) {
        if (chains[j].step - chains[j].start_step < 500) {
          continue;
        }
        double location = chains[i].tuner_location - chains[j].tuner_location;
        double wider = chains[i].tuner_spread - chains[j].tuner_spread;
        by_location += location > 0 || (location == 0 && j < i);
        by_spread += wider > 0 || (wider == 0 && j < i);
      }
      if (by_location == settled / 2) {
        median = i;
      }
      if (by_spread == settled / 2) {
        spread = chains[i].tuner_spread;
      }
    }
    if (median >= 0) {
      least = chains[median].tuner_location - 200 * spread;
    }
  }
  __syncthreads();
  if (median < 0) {
    return;
  }
  Vectors from = vectors_at(all_vectors + (long long) median * 5 * DIMENSION);
  for (int i = 0; i < count; i++) {
    bool stray = chains[i].tuner_location < least
        && chains[i].step - chains[i].start_step >= 500;
    __syncthreads();
    if (!stray) {
      continue;
    }
    Vectors to = vectors_at(all_vectors + (long long) i * 5 * DIMENSION);
    EACH(j, DIMENSION) {
      to.position[j] = from.position[j];
      to.velocity[j] = 0;
      to.h[j] = from.h[j];
      to.averages[j] = from.averages[j];
      to.deviations[j] = from.deviations[j];
    }
    if (threadIdx.x == 0) {
      Chain reseeded = chains[median];
      reseeded.rejections = chains[i].rejections;
      reseeded.reseeds = chains[i].reseeds + 1;
      chains[i] = reseeded;
    }
  }
}
