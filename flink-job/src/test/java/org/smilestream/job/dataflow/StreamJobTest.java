package org.smilestream.job.dataflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.smilestream.connectors.format.FileLayout;
import org.smilestream.connectors.format.FileSchema;
import org.smilestream.job.SyntheticStream;
import org.smilestream.job.launch.FlinkSettings;
import org.smilestream.job.options.JobSettings;
import org.smilestream.job.prequential.FileEdge;
import org.smilestream.job.prequential.Results;

class StreamJobTest {

  /** Between two tasks that are not as many, what one of them sends would go to all in turn. */
  @Test
  void samplesOfAChainLeaveItsTaskInOrder() throws Exception {
    List<JobVertex> vertices = vertices(5, 2);

    assertThat(vertices)
        .filteredOn(vertex -> vertex.getName().contains("chains"))
        .filteredOn(vertex -> !vertex.getName().contains("chain-groups"))
        .singleElement()
        .satisfies(
            vertex -> {
              assertThat(vertex.getParallelism()).isEqualTo(2);
              assertThat(vertex.getName())
                  .contains("probe-draws", "posterior-samples", "posterior-sink");
            });
  }

  private static List<JobVertex> vertices(int parallelism, int groups) throws Exception {
    JobSettings settings =
        JobSettings.from(
            Configuration.fromMap(
                Map.of(
                    "kafka.bootstrap-servers", "none",
                    "schema.file", "none",
                    "chains.count", "4",
                    "chains.groups", Integer.toString(groups))));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(FlinkSettings.of(settings.runtime()));
    environment.setParallelism(parallelism);
    FileSchema schema =
        new FileSchema(SyntheticStream.SCHEMA, new FileLayout(List.of(), List.of()));
    try (Results results = new Results()) {
      StreamModel model =
          new StreamModel(
              settings,
              SyntheticStream.SCHEMA,
              new FileEdge(Path.of("rows.csv"), schema, 1, results),
              Optional.empty());
      new StreamJob(environment, List.of(model)).build();
      return StreamSupport.stream(
              environment.getStreamGraph().getJobGraph().getVertices().spliterator(), false)
          .toList();
    }
  }
}
