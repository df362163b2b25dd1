package org.smilestream.engine.nd4j;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;

/** The tests come with ND4J's natives for one kind of machine; elsewhere they are skipped. */
final class Nd4jRequirement {
  private Nd4jRequirement() {}

  static void assume() {
    Optional<String> reason = new Nd4jEngineProvider().unavailableBecause();
    assumeTrue(reason.isEmpty(), () -> reason.orElseThrow());
  }
}
