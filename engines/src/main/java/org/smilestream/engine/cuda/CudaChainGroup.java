package org.smilestream.engine.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;
import org.smilestream.sampler.ChainGroup;
import org.smilestream.sampler.ChainState;
import org.smilestream.sampler.MinibatchSource;
import org.smilestream.sampler.Sampler;
import org.smilestream.sampler.SamplerSettings;
import org.smilestream.sampler.StepInfo;
import org.smilestream.sampler.StepObserver;

/**
 * Chains on a card. The host draws the minibatches, of the next step while the card makes the one
 * before; chains come back to it when they are asked for.
 */
final class CudaChainGroup implements ChainGroup {
  private static final int VECTORS = 5;
  private static final int CHAIN_BYTES = 10 * Long.BYTES;
  private static final int INFO_BYTES = 6 * Long.BYTES;

  /** Steps whose infos the card keeps until the host reads them. */
  private static final int INFO_STEPS = 64;

  private final Card card;
  private final Sampler sampler;
  private final int probeInterval;
  private final int[] numbers;
  private final int dimension;
  private final int rows;
  private final long batchBytes;
  private final Minibatch batch;
  private final ChainState[] states;
  private final StepInfo[] infos;

  private final long vectors;
  private final long chains;
  private final long infoRing;
  private final long scratch;
  private final long[] batches = new long[2];
  private final Card.Staging[] stagings = new Card.Staging[2];
  private final ByteBuffer vectorBytes;
  private final ByteBuffer chainBytes;
  private final ByteBuffer infoBytes;
  private final long deviceBytes;

  /** Whether the card's vectors are newer than those of {@link #states}. */
  private boolean stale;

  private long step;

  /**
   * @param source of the kernels that the card has
   * @param rows of the largest minibatch
   * @param numbers of the chains within the model, by which minibatches are drawn
   */
  CudaChainGroup(
      Card card,
      KernelSource source,
      ModelSpec spec,
      SamplerSettings settings,
      int rows,
      int[] numbers,
      double[][] positions) {
    this.card = card;
    this.rows = rows;
    this.numbers = numbers.clone();
    sampler = settings.create(spec.dimension());
    probeInterval = settings.probeInterval();
    dimension = spec.dimension();
    batchBytes = source.batchBytes();
    batch = Minibatch.forModel(spec, rows);
    int size = positions.length;
    states = new ChainState[size];
    infos = new StepInfo[size];
    long vectorLength = (long) VECTORS * dimension * Double.BYTES;
    vectors = card.allocate(size * vectorLength);
    chains = card.allocate((long) size * CHAIN_BYTES);
    infoRing = card.allocate((long) INFO_STEPS * size * INFO_BYTES);
    scratch = card.allocate(size * source.scratchBytes());
    for (int i = 0; i < 2; i++) {
      batches[i] = card.allocate(size * batchBytes);
      stagings[i] = card.staging(Math.toIntExact(size * batchBytes));
    }
    deviceBytes =
        size * (vectorLength + CHAIN_BYTES + source.scratchBytes() + 2 * batchBytes)
            + (long) INFO_STEPS * size * INFO_BYTES;
    vectorBytes = buffer(Math.toIntExact(vectorLength));
    chainBytes = buffer(size * CHAIN_BYTES);
    infoBytes = buffer(INFO_STEPS * size * INFO_BYTES);
    for (int i = 0; i < size; i++) {
      infos[i] = new StepInfo();
      states[i] = new ChainState(dimension);
      restore(i, sampler.start(positions[i]));
    }
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  @Override
  public int size() {
    return states.length;
  }

  @Override
  public void advance(int steps, MinibatchSource source, StepObserver observer) {
    int left = steps;
    while (left > 0) {
      int some = Math.min(left, INFO_STEPS);
      for (int i = 0; i < some; i++) {
        makeStep(source, infoRing + (long) i * size() * INFO_BYTES);
      }
      stale = true;
      readChains();
      tell(some, observer);
      left -= some;
    }
  }

  private void makeStep(MinibatchSource source, long info) {
    int slot = (int) (step % 2);
    Card.Staging staging = stagings[slot];
    staging.await();
    for (int i = 0; i < size(); i++) {
      source.fill(numbers[i], step, batch);
      write(staging.bytes(), Math.toIntExact(i * batchBytes));
    }
    staging.upload(batches[slot]);
    card.launch(
        KernelSource.STEP,
        size(),
        KernelSource.MAX_THREADS,
        vectors,
        chains,
        info,
        batches[slot],
        scratch);
    step++;
    if (step % probeInterval == 0) {
      card.launch(KernelSource.SHARE, 1, KernelSource.MAX_THREADS, vectors, chains, info, size());
    }
  }

  /** The minibatch as the kernel's {@code batch_at} reads it. */
  private void write(ByteBuffer target, int start) {
    target.putDouble(start, batch.likelihoodWeight());
    target.putLong(start + 8, batch.rows());
    int targets = start + 16;
    int weights = targets + 8 * rows;
    int columns = weights + 8 * rows;
    for (int row = 0; row < batch.rows(); row++) {
      target.putDouble(targets + 8 * row, batch.targets()[row]);
      target.putDouble(weights + 8 * row, batch.weights()[row]);
    }
    for (int column = 0; column < batch.numericColumns(); column++) {
      double[] values = batch.numeric(column);
      for (int row = 0; row < batch.rows(); row++) {
        target.putFloat(columns + 4 * row, (float) values[row]);
      }
      columns += 4 * rows;
    }
    for (int column = 0; column < batch.categoricalColumns(); column++) {
      int[] slots = batch.categories(column);
      for (int row = 0; row < batch.rows(); row++) {
        target.putInt(columns + 4 * row, slots[row]);
      }
      columns += 4 * rows;
    }
  }

  /** Reads all of the chains but their vectors. */
  private void readChains() {
    card.download(chains, chainBytes.clear());
    for (ChainState state : states) {
      double logDensity = chainBytes.getDouble();
      double stepSize = chainBytes.getDouble();
      double stepShare = chainBytes.getDouble();
      double tunerLocation = chainBytes.getDouble();
      double tunerSpread = chainBytes.getDouble();
      double decoherenceLength = chainBytes.getDouble();
      state.setScalars(
          logDensity,
          stepSize,
          stepShare,
          tunerLocation,
          tunerSpread,
          decoherenceLength,
          chainBytes.getLong(),
          chainBytes.getLong(),
          chainBytes.getLong(),
          chainBytes.getLong());
    }
  }

  private void tell(int steps, StepObserver observer) {
    infoBytes.clear().limit(steps * size() * INFO_BYTES);
    card.download(infoRing, infoBytes);
    for (int i = 0; i < steps; i++) {
      for (int chain = 0; chain < size(); chain++) {
        double middle = infoBytes.getDouble();
        double logDensity = infoBytes.getDouble();
        double energyError = infoBytes.getDouble();
        double normalised = infoBytes.getDouble();
        boolean probe = infoBytes.getLong() != 0;
        boolean rejected = infoBytes.getLong() != 0;
        infos[chain].set(middle, logDensity, energyError, normalised, probe, rejected);
        observer.stepped(chain, states[chain], infos[chain]);
      }
    }
  }

  @Override
  public StepInfo info(int index) {
    return infos[index];
  }

  @Override
  public ChainState numbers(int index) {
    return states[index];
  }

  @Override
  public ChainState state(int index) {
    if (stale) {
      for (int i = 0; i < size(); i++) {
        card.download(vectorsOf(i), vectorBytes.clear());
        for (double[] vector : vectors(states[i])) {
          vectorBytes.asDoubleBuffer().get(vector);
          vectorBytes.position(vectorBytes.position() + dimension * Double.BYTES);
        }
      }
      stale = false;
    }
    return states[index];
  }

  /** In the order of the kernel's {@code vectors_at}. */
  private static double[][] vectors(ChainState state) {
    return new double[][] {
      state.position(),
      state.velocity(),
      state.preconditionedGradient(),
      state.averages(),
      state.deviations()
    };
  }

  private long vectorsOf(int index) {
    return vectors + (long) index * VECTORS * dimension * Double.BYTES;
  }

  @Override
  public boolean collects(int index) {
    return sampler.collects(states[index]);
  }

  @Override
  public void restart(int index, double[] position) {
    restore(index, sampler.restart(state(index), position));
  }

  @Override
  public void branch(int index, int neighbour) {
    restore(index, sampler.branch(state(neighbour)));
  }

  @Override
  public void restore(int index, ChainState state) {
    if (stale) {
      state(index);
    }
    states[index].copyFrom(state);
    vectorBytes.clear();
    for (double[] vector : vectors(state)) {
      vectorBytes.asDoubleBuffer().put(vector);
      vectorBytes.position(vectorBytes.position() + dimension * Double.BYTES);
    }
    card.upload(vectorBytes.flip(), vectorsOf(index));
    chainBytes.clear();
    chainBytes
        .putDouble(state.logDensity())
        .putDouble(state.stepSize())
        .putDouble(state.stepShare())
        .putDouble(state.tunerLocation())
        .putDouble(state.tunerSpread())
        .putDouble(state.decoherenceLength())
        .putLong(state.step())
        .putLong(state.startStep())
        .putLong(state.rejections())
        .putLong(state.reseeds());
    card.upload(chainBytes.flip(), chains + (long) index * CHAIN_BYTES);
    step = state.step();
  }

  /** Memory on the card, in bytes; the host has a copy of the states beside it. */
  @Override
  public long stateBytes() {
    return deviceBytes;
  }

  @Override
  public void close() {
    card.close();
  }
}
