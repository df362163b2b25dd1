package org.smilestream.job.bench.uci;

import java.util.ArrayList;
import java.util.List;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.model.Likelihood;
import org.smilestream.model.Minibatch;
import org.smilestream.posterior.HeldOutPredictive;
import org.smilestream.sampler.ChainState;

/** Gathers what the samples of one chain predict. Belongs to the thread that moves the chain. */
final class ChainRecorder {
  /** Number of test inputs whose function values mixing is judged by: the first ones. */
  static final int PROBES = 20;

  private final LogDensityEngine engine;
  private final Minibatch valid;
  private final Minibatch test;
  private final double[][] outputs;
  private final HeldOutPredictive validPredictive;
  private final HeldOutPredictive testPredictive;
  private final List<double[]> functionValues = new ArrayList<>();
  private double smallestStepSize = Double.POSITIVE_INFINITY;
  private double largestStepSize = Double.NEGATIVE_INFINITY;

  /**
   * @param engine for as many rows as the larger minibatch has, owned by this recorder
   * @param valid all validation rows, only read
   * @param test all test rows, only read
   */
  ChainRecorder(LogDensityEngine engine, Minibatch valid, Minibatch test) {
    this.engine = engine;
    this.valid = valid;
    this.test = test;
    outputs = new double[1][Math.max(valid.rows(), test.rows())];
    validPredictive = new HeldOutPredictive(valid.targets());
    testPredictive = new HeldOutPredictive(test.targets());
  }

  /** Adds a sample: a position whose last entry is log σ. */
  void sample(double[] position) {
    double deviation = Likelihood.sigma(position[position.length - 1]);
    engine.outputs(position, valid, outputs);
    validPredictive.add(outputs[0], deviation);
    engine.outputs(position, test, outputs);
    testPredictive.add(outputs[0], deviation);
    double[] values = new double[Math.min(PROBES, test.rows())];
    System.arraycopy(outputs[0], 0, values, 0, values.length);
    functionValues.add(values);
  }

  /** Takes note of the step size. */
  void step(ChainState state) {
    smallestStepSize = Math.min(smallestStepSize, state.ownStepSize());
    largestStepSize = Math.max(largestStepSize, state.ownStepSize());
  }

  HeldOutPredictive valid() {
    return validPredictive;
  }

  HeldOutPredictive test() {
    return testPredictive;
  }

  double smallestStepSize() {
    return smallestStepSize;
  }

  double largestStepSize() {
    return largestStepSize;
  }

  /** The chain's draws of the function value at one of the first test inputs. */
  double[] draws(int probe) {
    return functionValues.stream().mapToDouble(values -> values[probe]).toArray();
  }

  int probes() {
    return Math.min(PROBES, test.rows());
  }
}
