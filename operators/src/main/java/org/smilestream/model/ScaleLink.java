package org.smilestream.model;

/**
 * How a scale σ of the noise follows from the network's output for it, given as log σ.
 *
 * <p>A network's outputs grow with the distance of a row from those that it has learned from. Under
 * {@link #EXP} the scale grows exponentially with that distance, and its mean square over the prior
 * of a network with two hidden layers or more is infinite; under {@link #EXP_LINEAR} it grows as
 * the predicted mean does.
 */
public enum ScaleLink {
  /** σ = eˢ for an output s. */
  EXP {
    @Override
    public double logScale(double output) {
      return output;
    }
  },
  /**
   * σ = eˢ up to s = 0, that is up to the standard deviation of the target, and from there on the
   * tangent 1 + s.
   */
  EXP_LINEAR {
    @Override
    public double logScale(double output) {
      return output > 0 ? Math.log1p(output) : output;
    }
  };

  /** log σ. */
  public abstract double logScale(double output);
}
