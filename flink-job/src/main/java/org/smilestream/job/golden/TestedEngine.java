package org.smilestream.job.golden;

import org.smilestream.engine.EngineProvider;
import org.smilestream.engine.Engines;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.model.ModelSpec;

/** The engine under test, beside the float64 reference. */
record TestedEngine(EngineProvider provider) {
  private static final String REFERENCE = "scalar";
  private static final double FLOAT_TOLERANCE = 1e-4;

  LogDensityEngine create(ModelSpec spec, int maxRows) {
    return provider.create(spec, maxRows);
  }

  LogDensityEngine createReference(ModelSpec spec, int maxRows) {
    return Engines.find(REFERENCE).create(spec, maxRows);
  }

  /** Whether the engine is the reference itself; all others compute in float32. */
  boolean isReference() {
    return provider.name().equals(REFERENCE);
  }

  /** The tolerance that holds for the engine, given that of float64. */
  double tolerance(double doubleTolerance) {
    return isReference() ? doubleTolerance : FLOAT_TOLERANCE;
  }
}
