package org.smilestream.job.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  private record Answer(int code, String body) {}

  private final Map<String, Deque<Answer>> answers = new HashMap<>();
  private final List<String> requests = new ArrayList<>();
  private HttpServer server;
  private FlinkRest rest;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
          byte[] sent = exchange.getRequestBody().readAllBytes();
          requests.add((request + " " + new String(sent, StandardCharsets.UTF_8)).strip());
          Deque<Answer> left = answers.get(request);
          // The last answer stays.
          Answer answer = left.size() > 1 ? left.remove() : left.peek();
          byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer.code, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    rest = new FlinkRest(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(String request, int code, String body) {
    answers
        .computeIfAbsent(request, key -> new ArrayDeque<>())
        .add(new Answer(code, body.replace('\'', '"')));
  }

  private void answerJobs(String... idAndState) {
    List<String> jobs = new ArrayList<>();
    for (int i = 0; i < idAndState.length; i += 2) {
      jobs.add("{'jid':'%s','name':'n','state':'%s'}".formatted(idAndState[i], idAndState[i + 1]));
    }
    answer("GET /jobs/overview", 200, "{'jobs':[" + String.join(",", jobs) + "]}");
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
    answer("POST /jobs/a/stop", 202, "{'request-id':'r'}");
    answer("GET /jobs/a/savepoints/r", 200, "{'status':{'id':'IN_PROGRESS'},'operation':null}");
    answer(
        "GET /jobs/a/savepoints/r",
        200,
        "{'status':{'id':'COMPLETED'},'operation':{'location':'file:/s/savepoint-a'}}");

    assertThat(rest.stop("a", true, Optional.of("file:/s"), PATIENCE))
        .isEqualTo("file:/s/savepoint-a");
    assertThat(requests.get(0))
        .isEqualTo("POST /jobs/a/stop {\"drain\":true,\"targetDirectory\":\"file:/s\"}");
  }

  @Test
  void aSavepointThatFailedSaysWhy() {
    answer("POST /jobs/a/savepoints", 202, "{'request-id':'r'}");
    answer(
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
    answer(
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
    answer("GET /overview", 404, "<html>no such page</html>");

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
    server.createContext(
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
    server.createContext("/broken", HttpExchange::close);
    URI address = rest.address().resolve("/broken");

    assertThatThrownBy(new FlinkRest(address)::slots)
        .isInstanceOf(ClusterException.class)
        .hasMessage("what is at '" + address + "' broke off when it was asked 'GET /overview'");
  }

  @Test
  void waitsWhileTheJobIsNotKnownYet() throws Exception {
    answer("GET /jobs/a/status", 404, "{'errors':['no such job']}");
    answer("GET /jobs/a/status", 200, "{'status':'RESTARTING'}");
    answer("GET /jobs/a/status", 200, "{'status':'RUNNING'}");

    assertThat(rest.await("a", Set.of(JobStatus.RUNNING), PATIENCE)).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void doesNotWaitForAJobThatHasEnded() {
    answer("GET /jobs/a/status", 200, "{'status':'FAILED'}");

    assertThatThrownBy(() -> rest.await("a", Set.of(JobStatus.RUNNING), PATIENCE))
        .isInstanceOf(ClusterException.class)
        .hasMessage("job a at '" + rest.address() + "' is FAILED, not one of [RUNNING]");
  }

  @Test
  void theTaskWithMostAttemptsCountsTheRestarts() throws Exception {
    answer("GET /jobs/a", 200, "{'vertices':[{'id':'v'},{'id':'w'}]}");
    answer("GET /jobs/a/vertices/v", 200, "{'subtasks':[{'attempt':1},{'attempt':3}]}");
    answer("GET /jobs/a/vertices/w", 200, "{'subtasks':[{'attempt':2}]}");

    assertThat(rest.restarts("a")).isEqualTo(3);
  }
}
