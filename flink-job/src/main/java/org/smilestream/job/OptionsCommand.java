package org.smilestream.job;

import org.smilestream.job.options.OptionsPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code smilestream options}: what docs/options.md is made with. */
@Command(name = "options", description = "Prints the page about the options of the job.")
final class OptionsCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().getOut().print(OptionsPage.markdown());
    spec.commandLine().getOut().flush();
  }
}
