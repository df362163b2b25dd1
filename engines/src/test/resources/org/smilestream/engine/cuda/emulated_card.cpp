// A card on the processor: the kernels' own source, compiled for the host. Blocks run one after
// another, the threads of a block are threads. Commands come on standard input, answers go to
// standard output; addresses are those of this process.

#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <thread>
#include <vector>

struct Index {
  int x;
};

static thread_local Index threadIdx;
static Index blockIdx;
static Index blockDim;

// One that gives its core away while it waits: there may be fewer cores than threads.
class Barrier {
 public:
  explicit Barrier(int threads) : threads_(threads) {}

  void arrive_and_wait() {
    const int round = round_.load();
    if (arrived_.fetch_add(1) + 1 == threads_) {
      arrived_.store(0);
      round_.fetch_add(1);
      return;
    }
    while (round_.load() == round) {
      std::this_thread::yield();
    }
  }

 private:
  const int threads_;
  std::atomic<int> arrived_{0};
  std::atomic<int> round_{0};
};

static std::unique_ptr<Barrier> block_barrier;

static void __syncthreads() { block_barrier->arrive_and_wait(); }

#define __global__
#define __device__ static
#define __constant__ static const
#define __shared__ static

#include KERNELS

template <typename Kernel>
static void launch(int blocks, int threads, Kernel kernel) {
  blockDim.x = threads;
  for (int block = 0; block < blocks; block++) {
    blockIdx.x = block;
    block_barrier = std::make_unique<Barrier>(threads);
    std::vector<std::thread> others;
    for (int thread = 1; thread < threads; thread++) {
      others.emplace_back([=] {
        threadIdx.x = thread;
        kernel();
      });
    }
    threadIdx.x = 0;
    kernel();
    for (std::thread& other : others) {
      other.join();
    }
  }
}

static long long number() {
  long long value;
  if (fread(&value, sizeof value, 1, stdin) != 1) {
    exit(0);
  }
  return value;
}

static void require(bool holds) {
  if (!holds) {
    exit(1);
  }
}

int main() {
  while (true) {
    switch (number()) {
      case 1: {  // allocate
        void* memory = calloc(number(), 1);
        long long address = (long long) memory;
        require(memory != nullptr && fwrite(&address, sizeof address, 1, stdout) == 1);
        fflush(stdout);
        break;
      }
      case 2: {  // upload
        void* address = (void*) number();
        size_t bytes = number();
        require(fread(address, 1, bytes, stdin) == bytes);
        break;
      }
      case 3: {  // download
        void* address = (void*) number();
        size_t bytes = number();
        require(fwrite(address, 1, bytes, stdout) == bytes);
        fflush(stdout);
        break;
      }
      case 4: {  // step
        int blocks = number();
        int threads = number();
        double* vectors = (double*) number();
        Chain* chains = (Chain*) number();
        Info* infos = (Info*) number();
        const char* batches = (const char*) number();
        char* scratch = (char*) number();
        launch(blocks, threads, [=] { smile_step(vectors, chains, infos, batches, scratch); });
        break;
      }
      case 5: {  // share
        int blocks = number();
        int threads = number();
        double* vectors = (double*) number();
        Chain* chains = (Chain*) number();
        Info* infos = (Info*) number();
        int count = number();
        launch(blocks, threads, [=] { smile_share(vectors, chains, infos, count); });
        break;
      }
      default:
        return 1;
    }
  }
}
