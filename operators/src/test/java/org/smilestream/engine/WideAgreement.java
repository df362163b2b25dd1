package org.smilestream.engine;

import java.util.List;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;

/** Holds the vector engine against the scalar one for layers that are packed into blocks. */
final class WideAgreement {
  private static final List<List<Integer>> HIDDEN =
      List.of(List.of(67, 70), List.of(262, 257), List.of(31, 133));

  private WideAgreement() {}

  public static void main(String[] arguments) {
    System.out.println("bytes " + 4 * VectorKernels.FLOATS.length());
    check();
    System.out.println("agrees");
  }

  static void check() {
    for (List<Integer> hidden : HIDDEN) {
      for (Activation activation : List.of(Activation.RELU, Activation.TANH)) {
        EngineAgreement.check(
            VectorEngine::new,
            Networks.spec(40, List.of(3), hidden, activation, Likelihood.GAUSSIAN_HETEROSCEDASTIC),
            70,
            1);
      }
    }
  }
}
