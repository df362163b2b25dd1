package org.smilestream.job.bench.uci;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** The threads that the chains of a run are spread over. */
final class ChainThreads implements AutoCloseable {
  private static final long WAIT_MILLIS = 100;

  private final int chains;
  private final ExecutorService threads;

  ChainThreads(int threads, int chains) {
    this.chains = chains;
    this.threads =
        Executors.newFixedThreadPool(
            threads,
            runnable -> {
              Thread thread = new Thread(runnable, "chains");
              thread.setDaemon(true);
              return thread;
            });
  }

  Executor executor() {
    return threads;
  }

  /** Runs once for each chain, on all threads. */
  void forEachChain(IntConsumer task) {
    start(task).join();
  }

  /**
   * Runs once for each chain, on all threads.
   *
   * @param meanwhile called time and again by the calling thread; what it throws goes to the caller
   */
  void forEachChain(IntConsumer task, Runnable meanwhile) {
    CompletableFuture<Void> all = start(task);
    do {
      meanwhile.run();
    } while (!endsWithin(all, WAIT_MILLIS));
  }

  private CompletableFuture<Void> start(IntConsumer task) {
    return CompletableFuture.allOf(
        IntStream.range(0, chains)
            .mapToObj(chain -> CompletableFuture.runAsync(() -> task.accept(chain), threads))
            .toArray(CompletableFuture[]::new));
  }

  private static boolean endsWithin(CompletableFuture<Void> work, long millis) {
    CompletableFuture<Boolean> ended = work.thenApply(ignored -> true);
    return ended.completeOnTimeout(false, millis, TimeUnit.MILLISECONDS).join();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
