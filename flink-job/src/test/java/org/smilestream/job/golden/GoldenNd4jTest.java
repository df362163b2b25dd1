package org.smilestream.job.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.smilestream.engine.nd4j.Nd4jEngineProvider;

/** Runs with ND4J on its class path, see the module's pom.xml; the other tests run without. */
class GoldenNd4jTest {

  @Test
  void nd4jAgreesWithEveryGoldenFile() throws IOException {
    Nd4jEngineProvider nd4j = new Nd4jEngineProvider();
    Optional<String> reason = nd4j.unavailableBecause();
    assumeTrue(reason.isEmpty(), () -> reason.orElseThrow());

    List<GoldenResult> results = new GoldenRunner(nd4j).run(GoldenRunnerTest.golden());

    assertThat(results).hasSize(21).allSatisfy(r -> assertThat(r.problem()).isEmpty());
  }
}
