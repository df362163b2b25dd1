package org.smilestream.engine.cuda;

import java.util.Optional;
import org.smilestream.engine.EngineProvider;
import org.smilestream.engine.Engines;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

/**
 * The engine {@code cuda}. The steps of its chains are made on the card ({@link
 * CudaChainGroupProvider}); what is done with single positions, the warm start and the diagnostics,
 * is done by the engine {@code vector}.
 */
public final class CudaEngineProvider implements EngineProvider {
  static final String NAME = "cuda";

  private record HostSide(LogDensityEngine engine) implements LogDensityEngine {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public double evaluate(double[] position, Minibatch batch, double[] gradient) {
      return engine.evaluate(position, batch, gradient);
    }

    @Override
    public double refine(double evaluated, double tolerance, double[] position, Minibatch batch) {
      return engine.refine(evaluated, tolerance, position, batch);
    }

    @Override
    public void outputs(double[] position, Minibatch inputs, double[][] outputs) {
      engine.outputs(position, inputs, outputs);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int priority() {
    return 200;
  }

  @Override
  public Optional<String> unavailableBecause() {
    return CudaDevice.failure();
  }

  @Override
  public boolean isForGroups() {
    return true;
  }

  @Override
  public LogDensityEngine create(ModelSpec spec, int maxRows) {
    return new HostSide(Engines.find("vector").create(spec, maxRows));
  }
}
