package org.smilestream.job;

import java.io.PrintWriter;
import java.util.function.BooleanSupplier;
import org.smilestream.job.options.InvalidConfigurationException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

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
    err.println("smilestream: " + e.getMessage() + " (see " + name + " --help)");
    return SmileStreamCommand.WRONG_USE;
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

  /** What failed and, where Flink wrapped it, why. */
  private static String summary(Exception failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause == failure ? words(failure) : words(failure) + ": " + words(cause);
  }

  private static String words(Throwable failure) {
    String message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse(message);
  }
}
