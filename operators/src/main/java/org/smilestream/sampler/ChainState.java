package org.smilestream.sampler;

/**
 * The state of one chain between two steps: all that its future depends on, but for the data. A
 * step reads one state and writes another ({@link Sampler#step}), so that states can be reused and
 * nothing is allocated.
 *
 * <p>All vectors have length d.
 */
public final class ChainState {
  final double[] position;
  final double[] velocity;
  final double[] preconditionedGradient;
  final double[] averages;
  final double[] deviations;
  double logDensity;
  double stepSize;
  double stepShare = 1;
  double tunerLocation;
  double tunerSpread;
  double decoherenceLength;
  long step;
  long startStep;
  long rejections;
  long reseeds;

  /** A state of zeros that takes whole steps. */
  public ChainState(int dimension) {
    position = new double[dimension];
    velocity = new double[dimension];
    preconditionedGradient = new double[dimension];
    averages = new double[dimension];
    deviations = new double[dimension];
  }

  /** That of a chain which has made no step. */
  static ChainState at(double[] position, double stepSize) {
    ChainState state = new ChainState(position.length);
    Vectors.copy(position, state.position);
    state.stepSize = stepSize;
    return state;
  }

  /** Makes this state equal to {@code other}. */
  public void copyFrom(ChainState other) {
    Vectors.copy(other.position, position);
    Vectors.copy(other.velocity, velocity);
    Vectors.copy(other.preconditionedGradient, preconditionedGradient);
    Vectors.copy(other.averages, averages);
    Vectors.copy(other.deviations, deviations);
    setScalars(
        other.logDensity,
        other.stepSize,
        other.stepShare,
        other.tunerLocation,
        other.tunerSpread,
        other.decoherenceLength,
        other.step,
        other.startStep,
        other.rejections,
        other.reseeds);
  }

  /** Sets all that is not a vector; for restoring a state. */
  public void setScalars(
      double logDensity,
      double stepSize,
      double stepShare,
      double tunerLocation,
      double tunerSpread,
      double decoherenceLength,
      long step,
      long startStep,
      long rejections,
      long reseeds) {
    this.logDensity = logDensity;
    this.stepSize = stepSize;
    this.stepShare = stepShare;
    this.tunerLocation = tunerLocation;
    this.tunerSpread = tunerSpread;
    this.decoherenceLength = decoherenceLength;
    this.step = step;
    this.startStep = startStep;
    this.rejections = rejections;
    this.reseeds = reseeds;
  }

  /** Memory of the numbers, in bytes. */
  public long heapBytes() {
    return (long) Double.BYTES * (5L * dimension() + 6) + Long.BYTES * 4L;
  }

  public int dimension() {
    return position.length;
  }

  /** θ. */
  public double[] position() {
    return position;
  }

  /**
   * u, of unit length; for {@code sghmc} the momentum m, of any length. Zero at the start and after
   * a rejection; for {@code sgld} and {@code cyclical-sgld} always.
   */
  public double[] velocity() {
    return velocity;
  }

  /**
   * h = g/s: the gradient that the next step starts with, divided by the scale of the step that
   * computed it; for {@code sgld} and {@code cyclical-sgld} s is 1. {@code sghmc}, whose momentum
   * has taken the gradient up, keeps the length τ of its moving averages here.
   */
  public double[] preconditionedGradient() {
    return preconditionedGradient;
  }

  /**
   * The moving average ḡ of the gradient, also for {@code sghmc}; for {@code mclmc} the running
   * mean of θ.
   */
  public double[] averages() {
    return averages;
  }

  /**
   * The scale σ of the gradient noise; for {@code sghmc} the square root of the gradient's second
   * moment; for {@code mclmc} the running variance of θ.
   */
  public double[] deviations() {
    return deviations;
  }

  /** ℓ at the end of the last step, on the last step's minibatch. */
  public double logDensity() {
    return logDensity;
  }

  /**
   * ε, of which the chain takes its {@link #stepShare}; for {@code cyclical-sgld} ε₀, of which the
   * schedule takes a part.
   */
  public double stepSize() {
    return stepSize;
  }

  /**
   * The share of ε that the chain moves with, within 0 and 1: below 1 where it is in a place that ε
   * is too large for.
   */
  public double stepShare() {
    return stepShare;
  }

  /** The step size that the chain moves with. */
  public double ownStepSize() {
    return stepSize * stepShare;
  }

  /**
   * What the tuner follows: m, the mean of |ΔE| ({@code published}), or L, the median of ℓ ({@code
   * stationary}).
   */
  public double tunerLocation() {
    return tunerLocation;
  }

  /** Its spread: v ({@code published}) or S ({@code stationary}). */
  public double tunerSpread() {
    return tunerSpread;
  }

  /** The length L over which {@code mclmc} forgets its direction; 0 until it is known. */
  public double decoherenceLength() {
    return decoherenceLength;
  }

  /** Number of steps made. */
  public long step() {
    return step;
  }

  /**
   * The value of {@link #step()} when the chain was last put at a new position: 0 or its restart.
   */
  public long startStep() {
    return startStep;
  }

  /** Number of steps made from there on. */
  public long age() {
    return step - startStep;
  }

  /** Number of steps rejected. */
  public long rejections() {
    return rejections;
  }

  /** How often the chain was put at another one's position because it had left the typical set. */
  public long reseeds() {
    return reseeds;
  }
}
