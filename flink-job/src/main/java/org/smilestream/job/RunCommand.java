package org.smilestream.job;

import java.util.concurrent.Callable;
import org.smilestream.job.command.JobArguments;
import org.smilestream.job.launch.JobLauncher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code smilestream run}: checks the configuration, then runs the job. */
@Command(
    name = "run",
    description = "Runs the job: learns from the observations and answers the requests.",
    sortOptions = false)
final class RunCommand implements Callable<Integer> {
  private final JobLauncher launcher;

  @Mixin private JobArguments arguments;

  RunCommand(JobLauncher launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() throws Exception {
    JobArguments.Definition job = arguments.read();
    launcher.launch(job.settings(), job.schema(), job.from());
    return SmileStreamCommand.OK;
  }
}
