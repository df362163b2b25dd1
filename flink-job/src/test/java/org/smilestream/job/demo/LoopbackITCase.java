package org.smilestream.job.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.smilestream.job.ListeningSockets;
import picocli.CommandLine;

/** The demo asks nobody for a password, so nobody but this machine may reach it. */
class LoopbackITCase {

  @Test
  @Timeout(120)
  void brokerAndClusterListenOnLoopbackOnly(@TempDir Path folder) throws Exception {
    assumeTrue(ListeningSockets.known());
    CommandLine command = new CommandLine(new DemoCommand());
    StringWriter err = new StringWriter();
    command.setOut(new PrintWriter(new StringWriter()));
    command.setErr(new PrintWriter(err, true));
    CompletableFuture<Integer> demo =
        CompletableFuture.supplyAsync(
            () ->
                command.execute(
                    "--speed=0",
                    "--records=300",
                    "--port=18181",
                    "--folder=" + folder,
                    "--report=" + folder.resolve("report.html")));
    Set<String> seen = new TreeSet<>();
    Set<String> open = new TreeSet<>();
    while (!demo.isDone()) {
      for (ProcessHandle broker : ProcessHandle.current().children().toList()) {
        collect(broker.pid(), seen, open);
      }
      collect(ProcessHandle.current().pid(), seen, open);
      Thread.sleep(100);
    }

    assertThat(demo.get()).as(err.toString()).isZero();
    // The broker, its controller, and Flink's page at port 18181.
    assertThat(seen).hasSizeGreaterThanOrEqualTo(3).anyMatch(each -> each.endsWith(":4705"));
    assertThat(open).isEmpty();
  }

  private static void collect(long pid, Set<String> seen, Set<String> open) {
    try {
      seen.addAll(ListeningSockets.of(pid));
      open.addAll(ListeningSockets.open(pid));
    } catch (java.io.IOException | java.io.UncheckedIOException e) {
      // The process has ended.
    }
  }
}
