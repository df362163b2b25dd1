/**
 * Records of the control topic: where they are read, where they wait for their event time, and what
 * they change.
 */
package org.smilestream.operators.control;
