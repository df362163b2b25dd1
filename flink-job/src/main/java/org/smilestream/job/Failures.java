package org.smilestream.job;

import java.io.PrintWriter;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.smilestream.connectors.kafka.BrokerUnreachableException;
import org.smilestream.connectors.registry.SchemaRegistryException;
import org.smilestream.job.cluster.ClusterException;
import org.smilestream.job.options.EditDistance;
import org.smilestream.job.options.InvalidConfigurationException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong in a line or two on the error stream, and chooses the exit code. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private final BooleanSupplier verbose;

  Failures(BooleanSupplier verbose) {
    this.verbose = verbose;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    err.println("smilestream: " + sentence(e) + " (see " + name + " --help)");
    return SmileStreamCommand.WRONG_USE;
  }

  private static String sentence(ParameterException e) {
    Set<String> commands = e.getCommandLine().getSubcommands().keySet();
    if (commands.isEmpty()
        || !(e instanceof UnmatchedArgumentException unmatched)
        || unmatched.isUnknownOption()) {
      return e.getMessage();
    }
    String name = unmatched.getUnmatched().get(0);
    String hint =
        EditDistance.closest(name, commands)
            .map(meant -> "; did you mean '" + meant + "'?")
            .orElse("");
    return "there is no command '" + name + "'" + hint;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult arguments) {
    PrintWriter err = command.getErr();
    boolean wrongUse = e instanceof InvalidConfigurationException;
    err.println("smilestream: " + (wrongUse ? e.getMessage() : summary(e)));
    if (verbose.getAsBoolean()) {
      e.printStackTrace(err);
    } else if (!wrongUse) {
      err.println("smilestream: run it with --verbose for the stack trace");
    }
    err.flush();
    return wrongUse ? SmileStreamCommand.WRONG_USE : SmileStreamCommand.FAILED;
  }

  /** What failed and, where that does not say it, why. */
  private static String summary(Exception failure) {
    Throwable cause = failure;
    while (!saysAll(cause) && cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String what = words(failure);
    String why = words(cause);
    return what.contains(why) ? what : what + ": " + why;
  }

  /** Whether a failure has one sentence for whoever runs the command, with the reason in it. */
  private static boolean saysAll(Throwable failure) {
    return failure instanceof BrokerUnreachableException
        || failure instanceof ClusterException
        || failure instanceof SchemaRegistryException;
  }

  private static String words(Throwable failure) {
    String message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse(message);
  }
}
