package org.smilestream.engine;

import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

/** What the arguments of an engine must look like; a wrong one is named before anything is read. */
public record BatchShape(int numericColumns, int categoricalColumns, int dimension, int maxRows) {

  public BatchShape {
    if (maxRows < 1) {
      throw new IllegalArgumentException("maxRows must be at least 1: " + maxRows);
    }
  }

  public static BatchShape of(ModelSpec spec, int maxRows) {
    return new BatchShape(
        spec.numericInputs(), spec.categorySlots().size(), spec.dimension(), maxRows);
  }

  public void check(double[] position, Minibatch batch) {
    require("entries of the position", dimension, position.length);
    require("numeric columns of the minibatch", numericColumns, batch.numericColumns());
    require("categorical columns of the minibatch", categoricalColumns, batch.categoricalColumns());
    if (batch.rows() > maxRows) {
      throw new IllegalArgumentException(
          "the engine was made for " + maxRows + " rows at most, not " + batch.rows());
    }
  }

  public void checkGradient(double[] gradient) {
    require("entries of the gradient", dimension, gradient.length);
  }

  private static void require(String what, int expected, int actual) {
    if (expected != actual) {
      throw new IllegalArgumentException(
          "number of " + what + " must be " + expected + ", not " + actual);
    }
  }
}
