package org.smilestream.job;

import org.smilestream.job.launch.FlinkLauncher;

/**
 * The entry of the job jar: {@code ./smilestream …} and {@code flink run smilestream-job.jar …}.
 */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    int exitCode = SmileStreamCommand.commandLine(new FlinkLauncher()).execute(args);
    // Flink's client runs this method inside its own JVM, which must live on when all is well.
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }
}
