// One block of threads owns one chain. Loops over vectors and rows stride by the block, so that any
// number of threads is right; sums over the block are in a fixed order for a given number.

#define EACH(i, count) for (int i = threadIdx.x; i < (count); i += blockDim.x)

#define HALF_LOG_TWO_PI 0.91893853320467274178
#define LOG_TWO 0.69314718055994530942

struct Batch {
  double weight;  // n = N/b
  const double* targets;
  const double* weights;
  const float* numeric;  // [column][row]
  const int* categories;  // [column][row]
  int rows;
};

__device__ bool is_finite(double x) { return x - x == 0; }

// Sum over the threads; every thread gets it. A barrier: what was written before it is seen after.
__device__ double block_sum(double x) {
  __shared__ double partial[MAX_THREADS];
  int thread = threadIdx.x;
  partial[thread] = x;
  __syncthreads();
  for (int half = MAX_THREADS / 2; half > 0; half /= 2) {
    if (thread < half && thread + half < (int) blockDim.x) {
      partial[thread] += partial[thread + half];
    }
    __syncthreads();
  }
  double sum = partial[0];
  __syncthreads();
  return sum;
}
