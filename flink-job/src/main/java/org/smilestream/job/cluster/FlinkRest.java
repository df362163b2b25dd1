package org.smilestream.job.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.JobStatus;
import org.smilestream.job.options.ChallengerOptions;

/**
 * Flink's REST API, as far as it is needed here. Every method throws a {@link ClusterException}
 * with one sentence if the cluster does not answer or refuses.
 */
public final class FlinkRest {
  private static final Duration TIME_TO_ANSWER = Duration.ofSeconds(15);

  /** About a savepoint with the state of more operators: there is no such option here. */
  private static final String FLINKS_ADVICE = "If you want .*--allowNonRestoredState.*$";

  private static final String OWN_ADVICE =
      "It may be another job's; '%s: true' leaves out what is of models that were removed."
          .formatted(ChallengerOptions.DROP_REMOVED.key());

  private final URI address;
  private final RestConnection connection;

  /** A job as the cluster lists it. */
  public record Job(String id, String name, JobStatus status) {

    /** Whether it has not ended. */
    public boolean runs() {
      return !status.isGloballyTerminalState();
    }
  }

  /**
   * How the tasks of a job stand.
   *
   * @param waiting number of those that have no slot yet
   * @param neededSlots number of slots that all of them need together
   */
  record Tasks(JobStatus status, int total, int waiting, int running, int neededSlots) {}

  /** Number of slots of all registered TaskManagers together. */
  public record Slots(int taskManagers, int total, int free) {}

  /** A client of the API at an address such as {@code http://127.0.0.1:8081}. */
  public FlinkRest(URI address) {
    this(address, TIME_TO_ANSWER);
  }

  FlinkRest(URI address, Duration timeToAnswer) {
    this.address = address;
    connection = new RestConnection(address, timeToAnswer);
  }

  /** Where the API is. */
  public URI address() {
    return address;
  }

  public Slots slots() throws InterruptedException {
    JsonNode overview = connection.get("/overview");
    return new Slots(
        overview.path("taskmanagers").asInt(),
        overview.path("slots-total").asInt(),
        overview.path("slots-available").asInt());
  }

  /** All jobs that the cluster knows, ended ones too. */
  public List<Job> jobs() throws InterruptedException {
    List<Job> jobs = new ArrayList<>();
    for (JsonNode each : connection.get("/jobs/overview").path("jobs")) {
      jobs.add(
          new Job(
              each.path("jid").asText(),
              each.path("name").asText(),
              JobStatus.valueOf(each.path("state").asText())));
    }
    return jobs;
  }

  public JobStatus status(String job) throws InterruptedException {
    return JobStatus.valueOf(connection.get("/jobs/" + job + "/status").path("status").asText());
  }

  /**
   * Waits for one of these states. A cluster that does not answer meanwhile, or does not know the
   * job yet, is given the time.
   *
   * @throws ClusterException if the job ends in another state, or the time is over
   */
  public JobStatus await(String job, Set<JobStatus> states, Duration timeout)
      throws InterruptedException {
    JobStatus[] seen = new JobStatus[1];
    boolean reached =
        Waiting.until(
            timeout,
            () -> {
              seen[0] = statusIfKnown(job);
              return seen[0] != null
                  && (states.contains(seen[0]) || seen[0].isGloballyTerminalState());
            });
    if (!reached || !states.contains(seen[0])) {
      throw new ClusterException(
          "job %s at '%s' is %s, not one of %s%s"
              .formatted(
                  job,
                  address,
                  seen[0] == null ? "not known" : seen[0],
                  states,
                  reached ? "" : " after " + timeout.toSeconds() + " s"));
    }
    return seen[0];
  }

  private JobStatus statusIfKnown(String job) throws InterruptedException {
    try {
      return status(job);
    } catch (ClusterException e) {
      return null;
    }
  }

  Tasks tasks(String job) throws InterruptedException {
    JsonNode details = connection.get("/jobs/" + job);
    Map<String, Integer> slotsOfGroups = new HashMap<>();
    int total = 0;
    int waiting = 0;
    int running = 0;
    for (JsonNode vertex : details.path("vertices")) {
      int parallelism = vertex.path("parallelism").asInt();
      JsonNode tasks = vertex.path("tasks");
      total += parallelism;
      waiting += tasks.path("CREATED").asInt() + tasks.path("SCHEDULED").asInt();
      running += tasks.path("RUNNING").asInt() + tasks.path("FINISHED").asInt();
      // The tasks of a group share slots, one of each vertex in a slot.
      slotsOfGroups.merge(vertex.path("slotSharingGroupId").asText(), parallelism, Math::max);
    }
    return new Tasks(
        JobStatus.valueOf(details.path("state").asText()),
        total,
        waiting,
        running,
        slotsOfGroups.values().stream().mapToInt(Integer::intValue).sum());
  }

  /** What the newest failure of the job came from, in a sentence; empty if there was none. */
  Optional<String> newestFailure(String job) throws InterruptedException {
    JsonNode failures =
        connection.get("/jobs/" + job + "/exceptions?maxExceptions=1").path("exceptionHistory");
    JsonNode newest = failures.path("entries").path(0);
    return newest.isMissingNode()
        ? Optional.empty()
        : Optional.of(
            RestConnection.reason(newest.path("stacktrace").asText())
                .replaceFirst(FLINKS_ADVICE, OWN_ADVICE));
  }

  /** How often the tasks of the job were restarted since its JobManager took the job over. */
  public long restarts(String job) throws InterruptedException {
    long restarts = 0;
    for (JsonNode vertex : connection.get("/jobs/" + job).path("vertices")) {
      JsonNode tasks = connection.get("/jobs/" + job + "/vertices/" + vertex.path("id").asText());
      for (JsonNode task : tasks.path("subtasks")) {
        restarts = Math.max(restarts, task.path("attempt").asLong());
      }
    }
    return restarts;
  }

  /** When the newest completed checkpoint was begun; empty if there is none yet. */
  public Optional<Instant> newestCheckpoint(String job) throws InterruptedException {
    JsonNode newest =
        connection.get("/jobs/" + job + "/checkpoints").path("latest").path("completed");
    return newest.hasNonNull("trigger_timestamp")
        ? Optional.of(Instant.ofEpochMilli(newest.get("trigger_timestamp").asLong()))
        : Optional.empty();
  }

  /**
   * Takes a savepoint while the job goes on.
   *
   * @param directory URI of the folder; the cluster's own if empty
   * @return its path
   */
  public String savepoint(String job, Optional<String> directory, Duration timeout)
      throws InterruptedException {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("cancel-job", false);
    directory.ifPresent(folder -> body.put("target-directory", folder));
    return savepointPath(
        job, connection.send("POST", "/jobs/" + job + "/savepoints", body), timeout);
  }

  /**
   * Ends the job with a savepoint.
   *
   * @param drain whether the stream is brought to its end: waiting rows are released, and the job
   *     must not go on from the savepoint
   * @param directory URI of the folder; the cluster's own if empty
   * @return its path
   */
  public String stop(String job, boolean drain, Optional<String> directory, Duration timeout)
      throws InterruptedException {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("drain", drain);
    directory.ifPresent(folder -> body.put("targetDirectory", folder));
    return savepointPath(job, connection.send("POST", "/jobs/" + job + "/stop", body), timeout);
  }

  private String savepointPath(String job, JsonNode request, Duration timeout)
      throws InterruptedException {
    String path = "/jobs/" + job + "/savepoints/" + request.path("request-id").asText();
    JsonNode[] answer = new JsonNode[1];
    boolean done =
        Waiting.until(
            timeout,
            () -> {
              answer[0] = connection.get(path);
              return answer[0].path("status").path("id").asText().equals("COMPLETED");
            });
    if (!done) {
      throw new ClusterException(
          "the savepoint of job %s is not there after %d s".formatted(job, timeout.toSeconds()));
    }
    JsonNode operation = answer[0].path("operation");
    if (!operation.has("location")) {
      throw new ClusterException(
          "the savepoint of job "
              + job
              + " has failed: "
              + RestConnection.reason(
                  operation.path("failure-cause").path("stack-trace").asText()));
    }
    return operation.path("location").asText();
  }

  /** Asks for the end of the job; its checkpoints are kept. */
  public void cancel(String job) throws InterruptedException {
    connection.send("PATCH", "/jobs/" + job + "?mode=cancel", null);
  }

  /** The cluster's own configuration, option by option. */
  public Map<String, String> configuration() throws InterruptedException {
    Map<String, String> options = new HashMap<>();
    for (JsonNode option : connection.get("/jobmanager/config")) {
      options.put(option.path("key").asText(), option.path("value").asText());
    }
    return options;
  }
}
