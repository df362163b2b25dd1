package org.smilestream.job.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against answers as Flink 2.3 gives them. */
class JobStartTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<String> lines = new ArrayList<>();
  private AnsweringFlink flink;

  @BeforeEach
  void start() throws Exception {
    flink = new AnsweringFlink();
    flink.answer("GET /overview", 200, "{'slots-total':4,'slots-available':1}");
    flink.answer("GET /jobs/a/vertices/v", 200, "{'subtasks':[{'attempt':0},{'attempt':0}]}");
    flink.answer("GET /jobs/a/vertices/w", 200, "{'subtasks':[{'attempt':0}]}");
  }

  @AfterEach
  void stop() {
    flink.close();
  }

  /** A job of a vertex with two tasks and of one with one task, which share slots. */
  private void answerTasks(String status, String ofTwo, String ofOne) {
    String vertex = "{'id':'%s','slotSharingGroupId':'g','parallelism':%d,'tasks':{'%s':%d}}";
    String job =
        "{'state':'%s','vertices':[%s,%s]}"
            .formatted(
                status, vertex.formatted("v", 2, ofTwo, 2), vertex.formatted("w", 1, ofOne, 1));
    flink.answer("GET /jobs/a", 200, job);
    // The vertices are asked for once more, for the restarts.
    flink.answer("GET /jobs/a", 200, job);
  }

  private void answerFailures(String entries) {
    flink.answer(
        "GET /jobs/a/exceptions?maxExceptions=1",
        200,
        "{'exceptionHistory':{'entries':[" + entries + "]}}");
  }

  private void await(Duration patience) throws Exception {
    new JobStart(new FlinkRest(flink.address()), patience, Duration.ZERO, lines::add).await("a");
  }

  @Test
  void waitsUntilAllTasksRun() throws Exception {
    flink.answer("GET /jobs/a", 404, "{'errors':['no such job']}");
    answerTasks("RUNNING", "SCHEDULED", "CREATED");
    answerTasks("RUNNING", "RUNNING", "INITIALIZING");
    answerTasks("RUNNING", "RUNNING", "RUNNING");
    answerFailures("");

    await(PATIENCE);

    assertThat(lines)
        .containsExactly(
            "the job does not run yet: waits for slots: needs 2, 1 free",
            "the job does not run yet: 2 of 3 tasks run");
  }

  @Test
  void aJobThatFailsIsAFailureWithItsRoot() {
    answerTasks("RUNNING", "INITIALIZING", "INITIALIZING");
    answerTasks("FAILED", "FAILED", "CANCELED");
    answerFailures("");
    answerFailures(
        "{'stacktrace':'org.apache.flink.x.SuppressRestartsException: Unrecoverable failure.\\n"
            + "\\tat a.B.c(B.java:1)\\n"
            + "Caused by: java.lang.IllegalStateException: The state belongs to another model\\n"
            + "'}");

    assertThatThrownBy(() -> await(PATIENCE))
        .isInstanceOf(ClusterException.class)
        .hasMessage("job a has failed: The state belongs to another model");
  }

  @Test
  void slotsThatDoNotComeAreSaidAndTheJobIsLeftToWait() throws Exception {
    answerTasks("RESTARTING", "FAILED", "CANCELED");
    answerFailures(
        "{'stacktrace':'java.util.concurrent.CompletionException:"
            + " org.apache.flink.x.NoResourceAvailableException: Could not acquire the minimum"
            + " required resources.\\n"
            + "'}");

    await(Duration.ZERO);

    assertThat(lines)
        .last()
        .asString()
        .startsWith("the job does not run after 0 s: waits for slots: needs 2, 1 free");
  }
}
