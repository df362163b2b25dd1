package org.smilestream.job.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.smilestream.connectors.broker.LoopbackPorts;

/** Against answers as Flink 2.3 gives them. */
class FlinkRestTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private AnsweringFlink flink;
  private FlinkRest rest;

  @BeforeEach
  void start() throws Exception {
    flink = new AnsweringFlink();
    rest = new FlinkRest(flink.address());
  }

  @AfterEach
  void stop() {
    flink.close();
  }

  private void answerJobs(String... idAndState) {
    List<String> jobs = new ArrayList<>();
    for (int i = 0; i < idAndState.length; i += 2) {
      jobs.add("{'jid':'%s','name':'n','state':'%s'}".formatted(idAndState[i], idAndState[i + 1]));
    }
    flink.answer("GET /jobs/overview", 200, "{'jobs':[" + String.join(",", jobs) + "]}");
  }

  @Test
  void jobsThatHaveEndedAreListedToo() throws Exception {
    answerJobs("a", "RUNNING", "b", "CANCELED", "c", "RESTARTING");

    assertThat(rest.jobs())
        .filteredOn(FlinkRest.Job::runs)
        .extracting(FlinkRest.Job::id)
        .containsExactly("a", "c");
  }

  @Test
  void aJobMustBeNamedWhereSeveralRun() throws Exception {
    answerJobs("a", "RUNNING", "b", "CANCELED", "c", "RESTARTING");

    assertThat(JobChoice.of("c", rest)).isEqualTo("c");
    assertThatThrownBy(() -> JobChoice.of(null, rest))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("option '--job' must name one of the jobs at")
        .hasMessageEndingWith("a (n), c (n)");
    assertThatThrownBy(() -> JobChoice.of("b", rest))
        .isInstanceOf(ClusterException.class)
        .hasMessageStartingWith("option '--job' cannot be 'b': the jobs at")
        .hasMessageEndingWith("are a (n), c (n)");
  }

  @Test
  void theOnlyJobNeedNotBeNamed() throws Exception {
    answerJobs("a", "FINISHED", "b", "RUNNING");

    assertThat(JobChoice.of(null, rest)).isEqualTo("b");
  }

  @Test
  void whereNoneRunsThereIsNoChoice() {
    answerJobs("a", "FINISHED");

    assertThatThrownBy(() -> JobChoice.of(null, rest))
        .isInstanceOf(ClusterException.class)
        .hasMessage("no job runs at '" + rest.address() + "'");
  }

  @Test
  void waitsForASavepointToComplete() throws Exception {
    flink.answer("POST /jobs/a/stop", 202, "{'request-id':'r'}");
    flink.answer(
        "GET /jobs/a/savepoints/r", 200, "{'status':{'id':'IN_PROGRESS'},'operation':null}");
    flink.answer(
        "GET /jobs/a/savepoints/r",
        200,
        "{'status':{'id':'COMPLETED'},'operation':{'location':'file:/s/savepoint-a'}}");

    assertThat(rest.stop("a", true, Optional.of("file:/s"), PATIENCE))
        .isEqualTo("file:/s/savepoint-a");
    assertThat(flink.requests().get(0))
        .isEqualTo("POST /jobs/a/stop {\"drain\":true,\"targetDirectory\":\"file:/s\"}");
  }

  @Test
  void aSavepointThatFailedSaysWhy() {
    flink.answer("POST /jobs/a/savepoints", 202, "{'request-id':'r'}");
    flink.answer(
        "GET /jobs/a/savepoints/r",
        200,
        "{'status':{'id':'COMPLETED'},'operation':{'failure-cause':{'class':'x','stack-trace':'java.util.concurrent.CompletionException:"
            + " java.io.IOException: full\\n"
            + "\\tat a.B.c(B.java:1)\\n"
            + "Caused by: java.io.IOException: No space left on device\\n"
            + "\\t... 4 more\\n"
            + "'}}}");

    assertThatThrownBy(() -> rest.savepoint("a", Optional.empty(), PATIENCE))
        .isInstanceOf(ClusterException.class)
        .hasMessage("the savepoint of job a has failed: IOException: No space left on device");
  }

  @Test
  void aRefusalSaysWhy() {
    flink.answer(
        "GET /jobs/a/status",
        404,
        "{'errors':['NotFoundException: no','org.apache.flink.x.FlinkJobNotFoundException: Could"
            + " not find Flink job (a)\\n"
            + "\\tat x.Y.z(Y.java:1)']}");

    assertThatThrownBy(() -> rest.status("a"))
        .isInstanceOf(ClusterException.class)
        .hasMessage(
            "Flink at '"
                + rest.address()
                + "' refuses: FlinkJobNotFoundException: Could not find Flink job (a)");
  }

  @Test
  void nobodyThereIsOneSentence() throws Exception {
    URI nowhere = URI.create("http://127.0.0.1:" + LoopbackPorts.free(0));

    assertThatThrownBy(() -> new FlinkRest(nowhere).slots())
        .isInstanceOf(ClusterException.class)
        .hasMessage("no Flink cluster answers at '" + nowhere + "'");
  }

  @Test
  void anotherServerIsNotCalledAbsent() {
    flink.answer("GET /overview", 404, "<html>no such page</html>");

    assertThatThrownBy(rest::slots)
        .isInstanceOf(ClusterException.class)
        .hasMessage(
            "what is at '"
                + rest.address()
                + "' is no Flink cluster: its answer to 'GET /overview' is not JSON");
  }

  @Test
  void aSlowClusterIsNotCalledAbsent() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    flink
        .server()
        .createContext(
            "/slow",
            exchange -> {
              awaitEnd(asked);
              exchange.close();
            });
    URI address = rest.address().resolve("/slow");

    assertThatThrownBy(new FlinkRest(address, Duration.ofMillis(50))::slots)
        .isInstanceOf(ClusterException.class)
        .hasMessage("what is at '" + address + "' has not answered 'GET /overview' within 50 ms");
    asked.countDown();
  }

  private static void awaitEnd(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void oneThatBreaksOffIsNotCalledAbsent() {
    flink.server().createContext("/broken", HttpExchange::close);
    URI address = rest.address().resolve("/broken");

    assertThatThrownBy(new FlinkRest(address)::slots)
        .isInstanceOf(ClusterException.class)
        .hasMessage("what is at '" + address + "' broke off when it was asked 'GET /overview'");
  }

  @Test
  void waitsWhileTheJobIsNotKnownYet() throws Exception {
    flink.answer("GET /jobs/a/status", 404, "{'errors':['no such job']}");
    flink.answer("GET /jobs/a/status", 200, "{'status':'RESTARTING'}");
    flink.answer("GET /jobs/a/status", 200, "{'status':'RUNNING'}");

    assertThat(rest.await("a", Set.of(JobStatus.RUNNING), PATIENCE)).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void doesNotWaitForAJobThatHasEnded() {
    flink.answer("GET /jobs/a/status", 200, "{'status':'FAILED'}");

    assertThatThrownBy(() -> rest.await("a", Set.of(JobStatus.RUNNING), PATIENCE))
        .isInstanceOf(ClusterException.class)
        .hasMessage("job a at '" + rest.address() + "' is FAILED, not one of [RUNNING]");
  }

  @Test
  void theTaskWithMostAttemptsCountsTheRestarts() throws Exception {
    flink.answer("GET /jobs/a", 200, "{'vertices':[{'id':'v'},{'id':'w'}]}");
    flink.answer("GET /jobs/a/vertices/v", 200, "{'subtasks':[{'attempt':1},{'attempt':3}]}");
    flink.answer("GET /jobs/a/vertices/w", 200, "{'subtasks':[{'attempt':2}]}");

    assertThat(rest.restarts("a")).isEqualTo(3);
  }

  @Test
  void theNewestFailureIsTheRootOfItsTrace() throws Exception {
    flink.answer(
        "GET /jobs/a/exceptions?maxExceptions=1",
        200,
        "{'exceptionHistory':{'entries':[{'stacktrace':'org.apache.flink.x.SuppressRestartsException:"
            + " Unrecoverable failure.\\n"
            + "\\tat a.B.c(B.java:1)\\n"
            + "Caused by: java.lang.ArithmeticException: Failed to converge\\n"
            + "\\t... 4 more\\n"
            + "'}],'truncated':true}}");
    flink.answer(
        "GET /jobs/b/exceptions?maxExceptions=1", 200, "{'exceptionHistory':{'entries':[]}}");

    assertThat(rest.newestFailure("a")).contains("ArithmeticException: Failed to converge");
    assertThat(rest.newestFailure("b")).isEmpty();
  }

  @Test
  void flinksAdviceAboutAnOptionThatIsNotHereIsReplaced() throws Exception {
    flink.answer(
        "GET /jobs/a/exceptions?maxExceptions=1",
        200,
        "{'exceptionHistory':{'entries':[{'stacktrace':'java.lang.IllegalStateException: Cannot map"
            + " state. If you want to allow to skip this, you can set the --allowNonRestoredState"
            + " option on the CLI.\\n"
            + "'}]}}");

    assertThat(rest.newestFailure("a"))
        .hasValueSatisfying(
            reason ->
                assertThat(reason)
                    .startsWith("Cannot map state. It may be another job's;")
                    .contains("'restore.drop-removed-models: true'")
                    .doesNotContain("allowNonRestoredState"));
  }
}
