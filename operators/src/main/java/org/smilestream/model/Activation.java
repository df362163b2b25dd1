package org.smilestream.model;

/** Activation function of the hidden layers, with its derivative. */
public enum Activation {
  RELU {
    @Override
    public double value(double x) {
      return x > 0 ? x : 0;
    }

    @Override
    public double derivative(double x, double value) {
      return x > 0 ? 1 : 0;
    }
  },
  TANH {
    @Override
    public double value(double x) {
      return Math.tanh(x);
    }

    @Override
    public double derivative(double x, double value) {
      return 1 - value * value;
    }
  },
  SIGMOID {
    @Override
    public double value(double x) {
      return 1 / (1 + Math.exp(-x));
    }

    @Override
    public double derivative(double x, double value) {
      return value * (1 - value);
    }
  },
  /** The tanh approximation of x Φ(x), Hendrycks and Gimpel 2016. */
  GELU {
    @Override
    public double value(double x) {
      return 0.5 * x * (1 + Math.tanh(GELU_SCALE * (x + GELU_CUBIC * x * x * x)));
    }

    @Override
    public double derivative(double x, double value) {
      double t = Math.tanh(GELU_SCALE * (x + GELU_CUBIC * x * x * x));
      return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * GELU_SCALE * (1 + 3 * GELU_CUBIC * x * x);
    }
  },
  IDENTITY {
    @Override
    public double value(double x) {
      return x;
    }

    @Override
    public double derivative(double x, double value) {
      return 1;
    }
  };

  /** √(2/π). */
  public static final double GELU_SCALE = Math.sqrt(2 / Math.PI);

  /** The cubic coefficient of the tanh approximation. */
  public static final double GELU_CUBIC = 0.044715;

  /** The activation of a pre-activation {@code x}. */
  public abstract double value(double x);

  /** dvalue/dx, given both the pre-activation {@code x} and its {@code value}. */
  public abstract double derivative(double x, double value);
}
