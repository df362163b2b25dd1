package org.smilestream.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

class EngineChoiceTest {
  private static final ModelSpec SPEC =
      Networks.spec(2, List.of(3), List.of(4), Activation.TANH, Likelihood.CATEGORICAL);

  private static final EngineProvider REFERENCE = provider("reference", () -> "reference");

  private record NamedEngine(String name) implements LogDensityEngine {
    @Override
    public double evaluate(double[] position, Minibatch batch, double[] gradient) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void outputs(double[] position, Minibatch inputs, double[][] outputs) {
      throw new UnsupportedOperationException();
    }
  }

  private record Provider(String name, Optional<String> unavailableBecause, Supplier<String> made)
      implements EngineProvider {
    @Override
    public int priority() {
      throw new UnsupportedOperationException();
    }

    @Override
    public LogDensityEngine create(ModelSpec spec, int maxRows) {
      return new NamedEngine(made.get());
    }
  }

  private static EngineProvider provider(String name, Supplier<String> made) {
    return new Provider(name, Optional.empty(), made);
  }

  private static EngineChoice choice(Map<String, Double> micros, EngineProvider... providers) {
    return EngineChoice.among(List.of(providers), SPEC, 8, engine -> micros.get(engine.name()));
  }

  @Test
  void aLaterEngineIsTakenOnlyWhereItIsClearlyFaster() {
    EngineProvider a = provider("a", () -> "a");
    EngineProvider b = provider("b", () -> "b");
    EngineProvider c = provider("c", () -> "c");

    assertThat(choice(Map.of("a", 10.0, "b", 7.0), a, b, REFERENCE))
        .isEqualTo(new EngineChoice("a", "a 10.0 µs a gradient, b 7.0 µs a gradient"));
    assertThat(choice(Map.of("a", 10.0, "b", 6.6), a, b, REFERENCE).engine()).isEqualTo("b");
    assertThat(choice(Map.of("a", 10.0, "b", 6.6, "c", 5.0), a, b, c, REFERENCE).engine())
        .isEqualTo("b");
    assertThat(choice(Map.of("a", 10.0, "b", 6.6, "c", 4.0), a, b, c, REFERENCE).engine())
        .isEqualTo("c");
  }

  @Test
  void oneCandidateIsTakenUnmeasured() {
    assertThat(choice(Map.of(), provider("a", () -> "a"), REFERENCE))
        .isEqualTo(new EngineChoice("a", "the only fast one"));
  }

  @Test
  void namesWhatDoesNotStartAndWhy() {
    EngineProvider absent = new Provider("absent", Optional.of("no jar"), () -> "absent");
    EngineProvider broken =
        provider(
            "broken",
            () -> {
              throw new UnsatisfiedLinkError("no driver");
            });
    EngineProvider hungry =
        provider(
            "hungry",
            () -> {
              throw new OutOfMemoryError();
            });
    EngineProvider pretender = provider("pretender", () -> "reference");

    assertThat(choice(Map.of(), absent, broken, hungry, pretender, REFERENCE))
        .isEqualTo(
            new EngineChoice(
                "reference",
                "no other one starts; not used: absent (no jar), broken (no driver), hungry"
                    + " (OutOfMemoryError), pretender (engine 'reference' runs in its place)"));
  }

  @Test
  void theNextEngineServesWhereTheNamedOneDoesNotStart() {
    EngineProvider absent = new Provider("absent", Optional.of("no jar"), () -> "absent");
    List<EngineProvider> providers = List.of(absent, provider("a", () -> "a"), REFERENCE);

    StartedEngine named = Engines.startOrNext("reference", providers, SPEC, 8);
    assertThat(named.engine().name()).isEqualTo("reference");
    assertThat(named.failures()).isEmpty();

    StartedEngine next = Engines.startOrNext("absent", providers, SPEC, 8);
    assertThat(next.engine().name()).isEqualTo("a");
    assertThat(next.failures()).containsExactly("absent (no jar)");

    StartedEngine unknown = Engines.startOrNext("abacus", providers, SPEC, 8);
    assertThat(unknown.engine().name()).isEqualTo("a");
    assertThat(unknown.failures())
        .containsExactly("abacus (this program has no such engine)", "absent (no jar)");

    assertThatThrownBy(() -> Engines.startOrNext("absent", List.of(absent), SPEC, 8))
        .hasMessage("no engine starts: absent (no jar)");
  }

  @Test
  void withoutGroupsAnEngineForGroupsIsNotTaken() {
    EngineProvider forGroups =
        new EngineProvider() {
          @Override
          public String name() {
            return "groups";
          }

          @Override
          public int priority() {
            return 1;
          }

          @Override
          public Optional<String> unavailableBecause() {
            return Optional.empty();
          }

          @Override
          public boolean isForGroups() {
            return true;
          }

          @Override
          public LogDensityEngine create(ModelSpec spec, int maxRows) {
            return new NamedEngine("groups");
          }
        };

    assertThat(Engines.first(List.of(forGroups, REFERENCE))).isSameAs(REFERENCE);
    assertThat(choice(Map.of(), forGroups, REFERENCE).engine()).isEqualTo("groups");
  }

  @Test
  void aStopwatchMeasuresRealEngines() {
    EngineChoice.Stopwatch stopwatch = new GradientStopwatch(SPEC, 8);

    assertThat(stopwatch.micros(new ScalarEngine(SPEC, 8))).isPositive().isLessThan(1e6);
  }

  @Test
  void theVectorEngineIsTakenHere() {
    assertThat(Engines.choose(SPEC, 8).engine()).isEqualTo("vector");
    assertThat(Engines.choose(SPEC, 8).report()).contains("switched (it is off)");
  }
}
