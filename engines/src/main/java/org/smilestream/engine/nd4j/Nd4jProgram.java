package org.smilestream.engine.nd4j;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A fixed sequence of ND4J's operations, each bound to its arrays once and run many times.
 *
 * <p>What ND4J's arrays offer as methods builds, at each call, the operation anew, and a native
 * context of its arrays and arguments: that costs more than a small operation itself. With {@link
 * #clear} the contexts are kept and bound to other arrays, since ND4J frees one only when the
 * garbage collector has found it.
 */
final class Nd4jProgram {
  private final OpExecutioner executioner = Nd4j.getExecutioner();
  private final List<Runnable> operations = new ArrayList<>();
  private final List<OpContext> contexts = new ArrayList<>();

  /** How many of the contexts are bound. */
  private int bound;

  /** Takes all operations out. Those that follow must be the same ones, but for their arrays. */
  void clear() {
    operations.clear();
    bound = 0;
  }

  /**
   * Appends target = left · right + kept · target.
   *
   * @param kept 0 or 1
   */
  void product(INDArray left, INDArray right, INDArray target, double kept) {
    append("matmul", left, right, target).setTArguments(1, kept);
  }

  /** Appends target = left ∘ right, entry by entry. */
  void multiply(INDArray left, INDArray right, INDArray target) {
    append("multiply", left, right, target);
  }

  /** Appends target = left + right. */
  void add(INDArray left, INDArray right, INDArray target) {
    append("add", left, right, target);
  }

  /** Appends an operation that has its arrays already. */
  void append(Op operation) {
    operations.add(() -> executioner.exec(operation));
  }

  private OpContext append(String name, INDArray left, INDArray right, INDArray target) {
    if (bound == contexts.size()) {
      contexts.add(executioner.buildContext());
    }
    OpContext context = contexts.get(bound++);
    context.purge();
    context.setInputArrays(left, right);
    context.setOutputArrays(target);
    // On a card ND4J looks here, and not in the context, for what it marks as changed.
    CustomOp operation =
        DynamicCustomOp.builder(name).addInputs(left, right).addOutputs(target).build();
    operations.add(() -> executioner.exec(operation, context));
    return context;
  }

  /** Runs the operations, one after another. */
  void run() {
    for (int i = 0; i < operations.size(); i++) {
      operations.get(i).run();
    }
  }
}
