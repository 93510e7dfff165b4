"""What is refused: claims' controls as rules over a graph of AWS resources, of any Pulumi program or state."""
