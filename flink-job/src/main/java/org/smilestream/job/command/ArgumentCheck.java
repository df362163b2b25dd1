package org.smilestream.job.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Refuses what a command line sets, in one sentence that names the option and its value. A mixin
 * without options: the sentence goes to the command that it is mixed into.
 */
@Command
public final class ArgumentCheck {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** What to throw where a sentence of its own says what is wrong. */
  public ParameterException wrongUse(String sentence) {
    return new ParameterException(command.commandLine(), sentence);
  }

  /** What to throw where a value cannot be. */
  public ParameterException refused(String option, Object value, String reason) {
    return wrongUse("option '%s' cannot be '%s': %s".formatted(option, value, reason));
  }

  /**
   * Checks a number.
   *
   * @param allowed to follow "it must be"
   */
  public void require(boolean holds, String option, Object value, String allowed) {
    if (!holds) {
      throw wrongUse("option '%s' cannot be %s: it must be %s".formatted(option, value, allowed));
    }
  }

  public void requireBetween(String option, int value, int least, int most) {
    require(value >= least && value <= most, option, value, "from %d to %d".formatted(least, most));
  }

  public void requireAbove(String option, int value, int bound) {
    if (value <= bound) {
      throw wrongUse(
          "option '%s' cannot be %d: it takes an integer above %d".formatted(option, value, bound));
    }
  }

  /** Checks that there is a file. */
  public void requireFile(String option, Path file) {
    if (!Files.isRegularFile(file)) {
      throw refused(option, file, "there is no such file");
    }
  }

  /** Checks that there is a folder. */
  public void requireFolder(String option, Path folder) {
    if (!Files.isDirectory(folder)) {
      throw refused(option, folder, "there is no such folder");
    }
  }

  /** Checks that there is a folder that files can be written to. */
  public void requireWritable(String option, Path folder) {
    requireFolder(option, folder);
    if (!isWritable(folder)) {
      throw refused(option, folder, "the folder cannot be written");
    }
  }

  /** Checks that a file can be written, new or in place of an older one. */
  public void requireOutput(String option, Path file) {
    if (Files.isDirectory(file)) {
      throw refused(option, file, "it is a folder");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw refused(option, file, "there is no such folder");
    }
    if (!isWritable(folder)) {
      throw refused(option, file, "its folder cannot be written");
    }
  }

  /** By trial: a file system may be read-only whatever the permissions say. */
  private static boolean isWritable(Path folder) {
    try {
      Files.delete(Files.createTempFile(folder, "smilestream", null));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
