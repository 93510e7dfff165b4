"""The pack adapter: the same rules and judge under the real engine.

``serve`` (in ``server``) is what ``policies/__main__.py`` calls. ``run`` judges and knows nothing of the SDK;
``policies`` and ``servicer`` speak it, and nothing else of this project does.
"""
