package org.smilestream.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smilestream.sql.Posteriors.sample;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.CatalogModel;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.catalog.ResolvedCatalogModel;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.factories.ModelProviderFactory;
import org.apache.flink.table.functions.PredictFunction;
import org.apache.flink.table.ml.ModelProvider;
import org.apache.flink.table.ml.PredictRuntimeProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smilestream.connectors.format.ModelDescription;
import org.smilestream.connectors.format.PosteriorFile;
import org.smilestream.data.PosteriorSample;

class PosteriorModelFactoryTest {
  private static final ModelDescription MODEL = Posteriors.NUMBER;
  private static final String NOWHERE = "127.0.0.1:1";
  private static final Schema INPUT =
      Schema.newBuilder()
          .column("x1", DataTypes.DOUBLE())
          .column("x2", DataTypes.DOUBLE())
          .column("colour", DataTypes.STRING())
          .build();
  private static final Schema OUTPUT =
      Schema.newBuilder().column("mean", DataTypes.DOUBLE()).build();

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void writeAPosterior() throws Exception {
    file = folder.resolve("posterior.npz");
    PosteriorFile.write(
        Posteriors.export(
            MODEL, sample(MODEL, 0, 0, 10), sample(MODEL, 0, 1, 20), sample(MODEL, 1, 0, 15)),
        file);
  }

  /** As the planner does it. */
  private static ModelProvider provider(Map<String, String> with) {
    Map<String, String> options = new HashMap<>(with);
    options.put("provider", "smilestream");
    ModelProviderFactory factory =
        FactoryUtil.discoverFactory(
            PosteriorModelFactoryTest.class.getClassLoader(),
            ModelProviderFactory.class,
            "smilestream");
    return FactoryUtil.createModelProvider(
        factory,
        ObjectIdentifier.of("c", "d", "m"),
        ResolvedCatalogModel.of(
            CatalogModel.of(INPUT, OUTPUT, options, null),
            ResolvedSchema.of(
                Column.physical("x1", DataTypes.DOUBLE()),
                Column.physical("x2", DataTypes.DOUBLE()),
                Column.physical("colour", DataTypes.STRING())),
            ResolvedSchema.of(Column.physical("mean", DataTypes.DOUBLE()))),
        new Configuration(),
        PosteriorModelFactoryTest.class.getClassLoader(),
        false);
  }

  private static PredictFunction function(Map<String, String> options) {
    return ((PredictRuntimeProvider) provider(options)).createPredictFunction(null);
  }

  @Test
  void aFileIsReadWhereTheStatementIsPlannedAndTravelsWithIt() throws Exception {
    PosteriorFunction function = (PosteriorFunction) function(Map.of("posterior", file.toString()));
    Files.delete(file);

    function.open(null);

    assertThat(function.isDeterministic()).as("a live posterior goes on").isFalse();
    function.close();
  }

  @Test
  void theNewestSamplesOfTheFirstChainsAreTaken() {
    FilePosterior posterior = FilePosterior.read(file.toString(), null, new EnsembleSize(1, 1));

    assertThat(posterior.posterior().samples())
        .extracting(PosteriorSample::step)
        .isEqualTo(List.of(20L));
  }

  @Test
  void aTopicTakesThePropertiesOfTheClient() {
    TopicPosterior source =
        (TopicPosterior)
            ((PosteriorProvider)
                    provider(
                        Map.of(
                            "topic", "posterior",
                            "properties.bootstrap.servers", NOWHERE,
                            "properties.security.protocol", "SASL_SSL",
                            "properties.sasl.jaas.config", "${env:JAAS}",
                            "first-posterior.timeout", "5 min",
                            "model", "wide",
                            "chains", "4",
                            "samples-per-chain", "3")))
                .source();

    assertThat(source.connection().bootstrapServers()).isEqualTo(NOWHERE);
    assertThat(source.connection().client())
        .isEqualTo(Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", "${env:JAAS}"));
    assertThat(source.model()).isEqualTo("wide");
    assertThat(source.size()).isEqualTo(new EnsembleSize(4, 3));
    assertThat(source.timeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(source.toString()).as("names no value of a property").doesNotContain("JAAS");
  }

  @Test
  void wrongOptionsAreRefused() throws Exception {
    String name = file.toString();
    Path text = Files.writeString(folder.resolve("posterior.txt"), "no archive");
    refuse(Map.of(), "needs either option 'topic' or option 'posterior'");
    refuse(Map.of("topic", "p", "posterior", name), "needs either option 'topic' or");
    refuse(Map.of("topic", "p"), "option 'topic' needs option 'properties.bootstrap.servers'");
    refuse(Map.of("posterior", name, "topics", "p"), "topics");
    refuse(
        Map.of("posterior", name, "samples-per-chain", "0"),
        "option 'samples-per-chain' cannot be '0'");
    refuse(Map.of("posterior", name, "chains", "-1"), "option 'chains' cannot be '-1'");
    refuse(Map.of("posterior", name, "chains", "many"), "chains");
    refuse(
        Map.of(
            "topic", "p",
            "properties.bootstrap.servers", NOWHERE,
            "first-posterior.timeout", "0 s"),
        "option 'first-posterior.timeout' cannot be '0 ms'");
    refuse(
        Map.of("posterior", name, "model", "n"),
        "option 'posterior' cannot be '" + name + "': its model is 'm', not 'n'");
    refuse(Map.of("posterior", name + "x"), "there is no such file where the statement is planned");
    refuse(Map.of("posterior", text.toString()), "it is no zip archive of arrays");
  }

  private static void refuse(Map<String, String> options, String message) {
    assertThatThrownBy(() -> provider(options))
        .isInstanceOf(ValidationException.class)
        .satisfies(
            error -> assertThat(error.getMessage() + " " + error.getCause()).contains(message));
  }

  @Test
  void withoutABrokerTheColumnsAreLeftToTheTasksWhichSayWhatIsMissing() {
    PosteriorFunction function =
        (PosteriorFunction)
            function(
                Map.of(
                    "topic", "posterior",
                    "properties.bootstrap.servers", NOWHERE,
                    "properties.request.timeout.ms", "200",
                    "properties.default.api.timeout.ms", "200",
                    "first-posterior.timeout", "100 ms"));

    assertThatThrownBy(() -> function.open(null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("100 ms")
        .hasMessageContaining("no broker has answered");
  }
}
