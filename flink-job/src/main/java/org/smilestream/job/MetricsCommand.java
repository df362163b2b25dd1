package org.smilestream.job;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code smilestream metrics}: what docs/metrics.md is made with. */
@Command(name = "metrics", description = "Prints the page about the metrics of the job.")
final class MetricsCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().getOut().print(MetricsPage.markdown());
    spec.commandLine().getOut().flush();
  }
}
