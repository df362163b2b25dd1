package org.smilestream.job;

import org.smilestream.job.chaos.ChaosCommand;
import org.smilestream.job.cluster.CancelCommand;
import org.smilestream.job.cluster.ClusterCommand;
import org.smilestream.job.cluster.SavepointCommand;
import org.smilestream.job.cluster.SubmitCommand;
import org.smilestream.job.demo.DemoCommand;
import org.smilestream.job.export.ExportCommand;
import org.smilestream.job.golden.GoldenCommand;
import org.smilestream.job.launch.JobLauncher;
import org.smilestream.job.prequential.PrequentialCommand;
import org.smilestream.job.watch.WatchCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command {@code smilestream}. */
@Command(
    name = "smilestream",
    description = "Bayesian neural networks, learned online from Kafka streams on Apache Flink.",
    mixinStandardHelpOptions = true,
    versionProvider = SmileStreamCommand.Version.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  smilestream demo",
      "  smilestream prequential --data rows.csv --schema schema.yaml",
      "  smilestream run --config job.yaml",
      "  smilestream run --config job.yaml -D chains.count=16 -D window.rows=10000",
      "  smilestream cluster start --task-managers 2 --slots 2",
      "  smilestream submit --config job.yaml",
      "  smilestream watch --bootstrap-servers localhost:9092",
      "  smilestream export --config job.yaml --output posterior.npz",
      "  flink run smilestream-job.jar run --config job.yaml"
    })
final class SmileStreamCommand {

  /** Exit codes: all well, a failure on the way, wrong use that was noticed before the start. */
  static final int OK = CommandLine.ExitCode.OK;

  static final int FAILED = CommandLine.ExitCode.SOFTWARE;
  static final int WRONG_USE = CommandLine.ExitCode.USAGE;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of a failure.")
  private boolean verbose;

  /** The command, with {@code launcher} behind {@code run}. */
  static CommandLine commandLine(JobLauncher launcher) {
    SmileStreamCommand root = new SmileStreamCommand();
    CommandLine run = new CommandLine(new RunCommand(launcher));
    OptionsTable.addTo(run);
    CommandLine command =
        new CommandLine(root)
            .addSubcommand(new DemoCommand())
            .addSubcommand(run)
            .addSubcommand(new PrequentialCommand())
            .addSubcommand(new ClusterCommand())
            .addSubcommand(new SubmitCommand())
            .addSubcommand(new SavepointCommand())
            .addSubcommand(new CancelCommand())
            .addSubcommand(new WatchCommand())
            .addSubcommand(new ExportCommand())
            .addSubcommand(new ChaosCommand())
            .addSubcommand(new BenchCommand())
            .addSubcommand(new GoldenCommand())
            .addSubcommand(new OptionsCommand())
            .addSubcommand(new MetricsCommand());
    Failures failures = new Failures(() -> root.verbose);
    return command
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures)
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.AUTO));
  }

  /** The version of the jar that the command came from. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = SmileStreamCommand.class.getPackage().getImplementationVersion();
      return new String[] {"smilestream " + (version == null ? "(not packaged)" : version)};
    }
  }
}
