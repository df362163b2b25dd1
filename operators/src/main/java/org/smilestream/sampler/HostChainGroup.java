package org.smilestream.sampler;

import org.smilestream.engine.StochasticLogDensity;
import org.smilestream.model.Minibatch;

/** Chains on the heap, advanced one after another by the calling thread. */
public final class HostChainGroup implements ChainGroup {
  private final Sampler sampler;
  private final StochasticLogDensity density;
  private final Minibatch batch;
  private final int firstChain;
  private final ChainState[] current;
  private final ChainState[] next;
  private final StepInfo[] infos;

  /**
   * @param batch the buffer that minibatches are filled into
   * @param firstChain number of the first chain within the model, by which random numbers are drawn
   */
  public HostChainGroup(
      Sampler sampler,
      StochasticLogDensity density,
      Minibatch batch,
      int firstChain,
      double[][] positions) {
    this.sampler = sampler;
    this.density = density;
    this.batch = batch;
    this.firstChain = firstChain;
    current = new ChainState[positions.length];
    next = new ChainState[positions.length];
    infos = new StepInfo[positions.length];
    for (int i = 0; i < positions.length; i++) {
      current[i] = sampler.start(positions[i]);
      next[i] = new ChainState(positions[i].length);
      infos[i] = new StepInfo();
    }
  }

  @Override
  public int size() {
    return current.length;
  }

  @Override
  public void step(MinibatchSource batches) {
    for (int i = 0; i < current.length; i++) {
      int chain = firstChain + i;
      batches.fill(chain, current[i].step, batch);
      sampler.step(density, current[i], batch, chain, next[i], infos[i]);
      ChainState before = current[i];
      current[i] = next[i];
      next[i] = before;
    }
    sampler.share(current, infos);
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
    return sampler.collects(current[index]);
  }

  /** Puts a chain at another position; see {@link Sampler#restart}. */
  public void restart(int index, double[] position) {
    current[index].copyFrom(sampler.restart(current[index], position));
  }

  @Override
  public void restore(int index, ChainState state) {
    current[index].copyFrom(state);
  }
}
