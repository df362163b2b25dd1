package org.smilestream.job.bench.engines;

import java.util.stream.IntStream;
import org.smilestream.engine.SampleOutputs;
import org.smilestream.engine.VectorApi;
import org.smilestream.learner.InitialPosition;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;
import org.smilestream.sampler.CounterRandom;

/** The outputs of a network at a hundred samples, to be timed. */
public final class PredictionTrial {
  static final int SAMPLES = 100;
  private static final long SEED = 2;

  private final SampleOutputs outputs;
  private final Minibatch batch;
  private final double[][][] target;

  /**
   * @throws IllegalStateException where the JVM has no Vector API
   */
  public PredictionTrial(ModelSpec spec, int rows) {
    outputs =
        SampleOutputs.create(spec, SAMPLES)
            .orElseThrow(() -> new IllegalStateException("no module " + VectorApi.MODULE));
    for (int sample = 0; sample < SAMPLES; sample++) {
      outputs.put(sample, position(spec, sample));
    }
    batch = Minibatch.forModel(spec, rows);
    new MadeUpRows(spec, rows, SEED).gather(IntStream.range(0, rows).toArray(), 0, rows, batch);
    target = new double[spec.outputs()][rows][outputs.capacity()];
  }

  private static float[] position(ModelSpec spec, int sample) {
    double[] drawn =
        InitialPosition.draw(
            spec, CounterRandom.of(SEED, sample, 0, CounterRandom.Use.INITIAL_POSITION));
    float[] position = new float[drawn.length];
    for (int i = 0; i < position.length; i++) {
      position[i] = (float) drawn[i];
    }
    return position;
  }

  int rows() {
    return batch.rows();
  }

  /** The outputs of all rows, [output][row][sample]; overwritten by the next call. */
  public double[][][] compute() {
    outputs.compute(batch, target);
    return target;
  }
}
