package org.smilestream.job.bench.engines;

import java.util.List;
import org.smilestream.engine.DenseLayer;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;
import org.smilestream.model.ScaleLink;

/** The networks that engines are measured on. */
public enum BenchNetwork {
  /** The one of the paper's regression sets, with the five columns of airfoil. */
  FIVE("5-16-16-16-1", dense(5, List.of(16, 16, 16), 1, Likelihood.GAUSSIAN)),
  TWELVE("12-16-16-16-1", dense(12, List.of(16, 16, 16), 1, Likelihood.GAUSSIAN)),
  /** That of {@code smilestream demo}: five numbers, and 672 slots for 557 categories. */
  DEMO("demo", demo()),
  CLASSES("32-128-128-10", dense(32, List.of(128, 128), 10, Likelihood.CATEGORICAL)),
  WIDE("64-512-512-1", dense(64, List.of(512, 512), 1, Likelihood.GAUSSIAN));

  private final String title;
  private final ModelSpec spec;

  BenchNetwork(String title, ModelSpec spec) {
    this.title = title;
    this.spec = spec;
  }

  private static ModelSpec dense(
      int inputs, List<Integer> hidden, int outputs, Likelihood likelihood) {
    Prior prior = new Prior(Prior.Family.NORMAL, 0, 1);
    return new ModelSpec(inputs, List.of(), hidden, outputs, Activation.RELU, likelihood, prior);
  }

  private static ModelSpec demo() {
    return new ModelSpec(
            5,
            List.of(8, 24, 320, 320),
            List.of(16, 16),
            2,
            Activation.RELU,
            Likelihood.STUDENT_T,
            new Prior(Prior.Family.NORMAL, 0, 0.2))
        .withDegreesOfFreedom(4)
        .withScaleLink(ScaleLink.EXP_LINEAR);
  }

  /** The widths of its layers, or its name. */
  public String title() {
    return title;
  }

  public ModelSpec spec() {
    return spec;
  }

  /**
   * Floating-point operations of the dense layers in one gradient: for each weight and row a
   * multiplication and an addition forwards, as many for its gradient, and behind the first layer
   * as many again backwards. A category costs an addition for each of its weights, forwards and
   * backwards. Activations, likelihood and prior are not counted.
   */
  double gradientFlops(int rows) {
    double flops = 0;
    DenseLayer[] layers = DenseLayer.of(spec);
    for (int l = 0; l < layers.length; l++) {
      double width = layers[l].outputs();
      flops +=
          l > 0
              ? 6 * layers[l].inputs() * width
              : 4 * spec.numericInputs() * width + 2 * spec.categorySlots().size() * width;
    }
    return rows * flops;
  }
}
