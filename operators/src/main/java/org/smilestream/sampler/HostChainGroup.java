package org.smilestream.sampler;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.smilestream.engine.StochasticLogDensity;
import org.smilestream.model.Minibatch;

/**
 * Chains on the heap. Each worker advances its share of them, one after another; between two steps
 * after which the chains share what they learned, workers do not wait for each other. The number of
 * workers changes no bit of any chain.
 */
public final class HostChainGroup implements ChainGroup {
  private final List<Worker> workers;
  private final Executor executor;
  private final int[] numbers;
  private final ChainState[] current;
  private final ChainState[] next;
  private final StepInfo[] infos;

  /**
   * What one thread needs to advance chains.
   *
   * @param batch the buffer that minibatches are filled into
   */
  public record Worker(Sampler sampler, StochasticLogDensity density, Minibatch batch) {}

  /**
   * Chains that are advanced by the calling thread alone.
   *
   * @param batch the buffer that minibatches are filled into
   * @param firstChain number of the first chain within the model, by which random numbers are drawn
   */
  public HostChainGroup(
      Sampler sampler,
      StochasticLogDensity density,
      Minibatch batch,
      int firstChain,
      double[][] positions) {
    this(sampler, density, batch, consecutive(firstChain, positions.length), positions);
  }

  /**
   * Chains that are advanced by the calling thread alone.
   *
   * @param batch the buffer that minibatches are filled into
   * @param numbers of the chains within the model, by which random numbers are drawn
   */
  public HostChainGroup(
      Sampler sampler,
      StochasticLogDensity density,
      Minibatch batch,
      int[] numbers,
      double[][] positions) {
    this(List.of(new Worker(sampler, density, batch)), Runnable::run, numbers, positions);
  }

  /**
   * @param workers alike in all but their memory; at least one. The calling thread is the first
   * @param executor runs the others; it needs a thread for each of them
   * @param firstChain number of the first chain within the model, by which random numbers are drawn
   */
  public HostChainGroup(
      List<Worker> workers, Executor executor, int firstChain, double[][] positions) {
    this(workers, executor, consecutive(firstChain, positions.length), positions);
  }

  /**
   * @param workers alike in all but their memory; at least one. The calling thread is the first
   * @param executor runs the others; it needs a thread for each of them
   * @param numbers of the chains within the model, by which random numbers are drawn
   */
  public HostChainGroup(
      List<Worker> workers, Executor executor, int[] numbers, double[][] positions) {
    this.workers = List.copyOf(workers);
    this.executor = executor;
    this.numbers = numbers.clone();
    current = new ChainState[positions.length];
    next = new ChainState[positions.length];
    infos = new StepInfo[positions.length];
    for (int i = 0; i < positions.length; i++) {
      current[i] = sampler().start(positions[i]);
      next[i] = new ChainState(positions[i].length);
      infos[i] = new StepInfo();
    }
  }

  private static int[] consecutive(int first, int count) {
    return IntStream.range(first, first + count).toArray();
  }

  private Sampler sampler() {
    return workers.get(0).sampler();
  }

  @Override
  public int size() {
    return current.length;
  }

  @Override
  public void advance(int steps, MinibatchSource batches, StepObserver observer) {
    int left = steps;
    while (left > 0) {
      int interval = sampler().sharingInterval();
      int apart = Math.min(left, interval - (int) (current[0].step % interval));
      advanceApart(apart, batches, observer);
      sampler().share(current, infos);
      left -= apart;
    }
  }

  /** Advances every chain by so few steps that none needs to know of another one. */
  private void advanceApart(int steps, MinibatchSource batches, StepObserver observer) {
    if (workers.size() == 1) {
      work(0, steps, batches, observer);
      return;
    }
    CompletableFuture<?>[] others = new CompletableFuture<?>[workers.size() - 1];
    for (int i = 0; i < others.length; i++) {
      int worker = i + 1;
      others[i] =
          CompletableFuture.runAsync(() -> work(worker, steps, batches, observer), executor);
    }
    work(0, steps, batches, observer);
    CompletableFuture.allOf(others).join();
  }

  private void work(int index, int steps, MinibatchSource batches, StepObserver observer) {
    Worker worker = workers.get(index);
    int from = index * size() / workers.size();
    int to = (index + 1) * size() / workers.size();
    for (int i = from; i < to; i++) {
      for (int step = 0; step < steps; step++) {
        batches.fill(numbers[i], current[i].step, worker.batch);
        worker.sampler.step(
            worker.density, current[i], worker.batch, numbers[i], next[i], infos[i]);
        ChainState before = current[i];
        current[i] = next[i];
        next[i] = before;
        observer.stepped(i, current[i], infos[i]);
      }
    }
  }

  @Override
  public StepInfo info(int index) {
    return infos[index];
  }

  @Override
  public ChainState state(int index) {
    return current[index];
  }

  @Override
  public boolean collects(int index) {
    return sampler().collects(current[index]);
  }

  @Override
  public void restart(int index, double[] position) {
    current[index].copyFrom(sampler().restart(current[index], position));
  }

  @Override
  public void restore(int index, ChainState state) {
    current[index].copyFrom(state);
  }

  @Override
  public void branch(int index, int neighbour) {
    current[index].copyFrom(sampler().branch(current[neighbour]));
  }

  /** Of the chains' states there are two a chain. */
  @Override
  public long stateBytes() {
    return Arrays.stream(current).mapToLong(ChainState::heapBytes).sum() * 2;
  }
}
