package org.smilestream.engine;

import java.util.Optional;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

/** The scalar engine under another name, which a test can take away. */
public final class SwitchedEngineProvider implements EngineProvider {
  public static final String NAME = "switched";

  /** Off but while a test needs it. */
  public static volatile boolean on;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int priority() {
    return 10;
  }

  @Override
  public Optional<String> unavailableBecause() {
    return on ? Optional.empty() : Optional.of("it is off");
  }

  @Override
  public LogDensityEngine create(ModelSpec spec, int maxRows) {
    LogDensityEngine scalar = new ScalarEngine(spec, maxRows);
    return new LogDensityEngine() {
      @Override
      public String name() {
        return NAME;
      }

      @Override
      public double evaluate(double[] position, Minibatch batch, double[] gradient) {
        return scalar.evaluate(position, batch, gradient);
      }

      @Override
      public void outputs(double[] position, Minibatch inputs, double[][] outputs) {
        scalar.outputs(position, inputs, outputs);
      }
    };
  }
}
