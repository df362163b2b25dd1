package org.smilestream.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.Test;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.ModelSpec;

class VectorEngineProviderTest {
  /** Makes two engines and says which ones they are. */
  static final class TwoEngines {
    private TwoEngines() {}

    public static void main(String[] arguments) {
      Configurator.setRootLevel(Level.WARN);
      ModelSpec spec = Networks.spec(1, List.of(), List.of(), Activation.RELU, Likelihood.GAUSSIAN);
      for (String name : List.of(Engines.AUTO, "vector")) {
        System.out.println("made " + Engines.find(name).create(spec, 1).name());
      }
    }
  }

  @Test
  void isFoundByNameAndByAuto() {
    assertThat(Engines.find("vector")).isInstanceOf(VectorEngineProvider.class);
    assertThat(Engines.find("scalar")).isInstanceOf(ScalarEngineProvider.class);
    assertThat(Engines.find("vector").priority()).isGreaterThan(Engines.find("scalar").priority());
  }

  @Test
  void runsTheVectorApiWhereTheModuleIs() throws Exception {
    List<String> output = ForkedJvm.run(TwoEngines.class, ForkedJvm.VECTOR_MODULE);

    assertThat(output).contains("made vector").doesNotContain("made scalar");
    assertThat(output).noneMatch(line -> line.contains("scalar code"));
  }

  @Test
  void fallsBackToTheScalarEngineWithOneWarningThatNamesTheFlag() throws Exception {
    List<String> output = ForkedJvm.run(TwoEngines.class);

    assertThat(output).filteredOn("made scalar"::equals).hasSize(2);
    assertThat(output)
        .filteredOn(line -> line.contains("Engine 'vector' runs the scalar code"))
        .singleElement()
        .asString()
        .contains("--add-modules=jdk.incubator.vector");
  }
}
